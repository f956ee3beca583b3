import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  invalidInput,
  notFound,
  type Problem,
  problem,
  StudioError,
  type SwitchedOff,
  switchedOff,
} from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import type { JsonRecord } from '../domain/json.ts';
import { isJudgedCandidate, type Leg } from '../domain/leg.ts';
import { changeParameters, type Likeness, type ParameterChange } from '../domain/saga/rerender.ts';
import { legOf, newRun, type RunSaga } from '../domain/saga/run-saga.ts';
import { readRuns } from '../persistence/run-repository.ts';
import { askQuote, type Quote } from './ask-the-graph.ts';
import { beginRun } from './begin-run.ts';
import type { InvalidState, NotFound } from './cancel-run.ts';
import { type PriceAboveLimit, priceRefusal } from './price-refusal.ts';
import type { RunRef } from './run-ref.ts';
import type { InsufficientTokens } from './submit-problems.ts';
import { type TooManyRuns, waitOrStart } from './wait-or-start.ts';

export interface RerenderCandidate {
  runId: string;
  taskId: string;
  parameters: ParameterChange;
  likeness: Likeness | null;
  /** The most that the caller agrees to pay; null: whatever it costs now. */
  maxTokens: number | null;
  idempotencyKey: string;
}

export type RerenderAnswer =
  | RunRef
  | InsufficientTokens
  | PriceAboveLimit
  | TooManyRuns
  | SwitchedOff
  | NotFound
  | InvalidState
  | IdempotencyConflict
  | (Problem & { __typename: 'InvalidInput'; field: string });

/** A run with one of its candidates. */
interface Made {
  run: RunSaga;
  leg: Leg;
}

/**
 * Renders a candidate of the caller's again with other parameters, as a run of its own: same clips, same analysis, same
 * workflow, one leg. The quote is fixed here and charged when the result is there, like that of any run.
 */
export async function rerenderCandidate(ctx: CallContext, input: RerenderCandidate): Promise<RerenderAnswer> {
  const { idempotencyKey, ...payload } = input;
  // Asked before the transaction, which must not wait for the network; used only when the key is new.
  const made = await findCandidate(ctx, input.runId, input.taskId);
  const quote = made && (await askQuote(ctx, made.leg.effectTypeId));
  return idempotent<RerenderAnswer>(
    ctx,
    { operation: 'rerenderCandidate', key: idempotencyKey, payload },
    async (tx) => {
      if (!ctx.flags.value('runs.submit', ctx.caller)) return switchedOff('New runs');
      if (!made || !quote) return notFound('candidate', input.taskId);
      const objection = objectionTo(made);
      if (objection) return objection;
      const changed = changeParameters(made.leg.parameters, input.parameters, input.likeness);
      if ('fault' in changed) {
        const { field, cause, action } = changed.fault;
        return invalidInput(field, cause, action);
      }
      const refusal = priceRefusal('Rendering it again', quote, input.maxTokens);
      return refusal ?? start(tx, made, changed.parameters, quote);
    },
  );
}

/** What rendering a candidate again costs now; null when there is none that the caller may see. */
export async function quoteRerender(
  ctx: CallContext,
  runId: string,
  taskId: string,
): Promise<(Quote & { missingTokens: number }) | null> {
  const made = await findCandidate(ctx, runId, taskId);
  if (!made || objectionTo(made)) return null;
  const quote = await askQuote(ctx, made.leg.effectTypeId);
  return { ...quote, missingTokens: Math.max(0, quote.amountTokens - quote.availableTokens) };
}

/** An admin sees everybody's runs, but renders only what is their own. */
async function findCandidate(ctx: CallContext, runId: string, taskId: string): Promise<Made | null> {
  if (!isId(runId) || !isId(taskId)) return null;
  const runs = await readRuns(ctx, [runId]);
  const run = runs.get(runId);
  const leg = run && legOf(run, taskId);
  return run && leg && run.ownerId === ctx.caller.subjectId ? { run, leg } : null;
}

function objectionTo({ run, leg }: Made): InvalidState | null {
  const cause =
    run.effectInUse || run.benchmark
      ? 'The look of a published effect is pinned; it cannot be rendered with other parameters.'
      : isJudgedCandidate(leg) && run.analysis
        ? null
        : 'It is not a candidate of this run that was rendered and judged.';
  if (!cause) return null;
  return problem('InvalidState', {
    title: 'Cannot be rendered again',
    status: 409,
    humanReadableCause: cause,
    suggestedAction: 'Choose one of the finished candidates of a run that makes an effect.',
    instance: leg.taskId,
  });
}

async function start(
  tx: Transaction,
  { run: made, leg }: Made,
  parameters: JsonRecord,
  quote: Quote,
): Promise<RunRef | TooManyRuns | InsufficientTokens> {
  const { caller, correlationId } = tx.call;
  if (!caller.subjectId) throw new StudioError('NO_SUBJECT', 'a run needs an owner');
  const turn = await waitOrStart(tx, quote);
  if ('__typename' in turn) return turn;
  const { amountTokens, rateCardVersion } = quote;
  const runId = newId();
  const run = newRun({
    runId,
    ownerId: caller.subjectId,
    tenantId: caller.tenantId,
    correlationId,
    wish: made.wish,
    exampleVideoId: made.exampleVideoId,
    footageVideoId: made.footageVideoId,
    quote: { amountTokens, rateCardVersion },
    consentPublicPreview: made.consentPublicPreview,
    rerender: {
      runId: made.runId,
      taskId: leg.taskId,
      workflowId: leg.workflowId,
      workflowDigest: leg.workflowDigest,
      effectTypeId: leg.effectTypeId,
    },
    trim: made.trim,
    at: tx.now,
    ...turn,
  });
  const variant = made.variants?.find(({ variantId }) => variantId === leg.promptVariantId);
  const text = variant?.text ?? made.wish;
  await beginRun(tx, {
    ...run,
    variants: [{ variantId: newId(), effectTypeId: leg.effectTypeId, text, parameters }],
    analysis: made.analysis,
    exampleKey: made.exampleKey,
    footageKey: made.footageKey,
  });
  return { __typename: 'Run', id: runId };
}
