import { type CallContext, hasRole } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
} from '@effect-studio/kernel/errors';
import { isId, newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { WorkflowTrialRequested } from '@effect-studio/schema/events/providers';
import {
  digestOf,
  faultsOf,
  type WorkflowDraft,
  type WorkflowRevision,
} from '../domain/workflow-revision.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';
import {
  INSERT_TRIAL,
  LOCK_DRAFT,
  LOCK_TRIALS_OF,
  READ_DRAFTS,
  READ_REVISIONS,
  TRIALS_SINCE,
} from '../persistence/revision-statements.ts';
import { READ_PROVIDER } from '../persistence/statements.ts';
import { defineRevision } from './define-revision.ts';
import { whyClosed } from './edit-draft.ts';
import { eligibleAgents } from './eligible-agents.ts';
import { houseSettings } from './house-settings.ts';
import { type DefinitionInvalid, definitionInvalid, notNow } from './workflow-problems.ts';

export interface TrialRef {
  __typename: 'WorkflowTrial';
  id: string;
}
type TrialAnswer =
  | TrialRef
  | NotFound
  | InvalidInput
  | InvalidState
  | DefinitionInvalid
  | IdempotencyConflict;

const MOST_AGENTS = 8;
const MAKERS_TRIES_A_DAY = 20;
const DAY_MS = 86_400_000;

export interface TryDraftInput {
  draftId: string;
  agentIds?: readonly string[] | null | undefined;
  exampleVideoId?: string | null | undefined;
  footageVideoId?: string | null | undefined;
  parameters?: unknown;
  idempotencyKey: string;
}

/**
 * Renders a clip with a draft on chosen machines, or on all that can. A maker's is tried on one machine, with clips of
 * the house, so many times a day: the studio pays. Callers see to authorization: makers and admins.
 */
export async function tryDraft(ctx: CallContext, input: TryDraftInput): Promise<TrialAnswer> {
  const { idempotencyKey, ...payload } = input;
  if (!isId(input.draftId)) return notFound('draft', input.draftId);
  const draft = await ctx.db.transaction(ctx, (tx) =>
    tx.maybeOne<WorkflowDraft>(READ_DRAFTS, [[input.draftId]]),
  );
  if (!draft) return notFound('draft', input.draftId);
  const isAdmin = hasRole(ctx.caller, 'admin');
  const fault = checkInput(input) ?? (isAdmin ? null : checkMakersInput(input));
  if (fault) return fault;
  const base = await ctx.db.transaction(ctx, (tx) =>
    tx.one<WorkflowRevision>(READ_REVISIONS, [[draft.madeFromId]]),
  );
  const able = (await eligibleAgents(ctx, { workflowId: base.workflowId })).map(({ id }) => id);
  const agentIds = input.agentIds?.length
    ? [...new Set(input.agentIds)]
    : able.slice(0, isAdmin ? MOST_AGENTS : 1);
  if (agentIds.length === 0) {
    return notNow(
      draft.id,
      'Nobody can try it',
      'No machine that takes workflows with the lease is online for this provider.',
      'Start an agent, then try again.',
    );
  }
  const unable = agentIds.find((id) => !able.includes(id));
  if (unable !== undefined) {
    return invalidInput(
      'agentIds',
      `The agent ${unable} cannot render it now.`,
      'Choose among `eligibleAgents` of the workflow that it was made from.',
    );
  }
  return idempotent<Exclude<TrialAnswer, IdempotencyConflict>>(
    ctx,
    { operation: 'tryWorkflowDraft', key: idempotencyKey, payload },
    async (tx) => (isAdmin ? null : await tooManyTries(tx, draft.id)) ?? (await start(tx, input, agentIds)),
  );
}

/** What is for admins alone; a maker's contract does not have it either. */
function checkMakersInput({ agentIds, exampleVideoId, footageVideoId }: TryDraftInput): InvalidInput | null {
  if (!agentIds?.length && !exampleVideoId && !footageVideoId) return null;
  return invalidInput(
    agentIds?.length ? 'agentIds' : 'footageVideoId',
    'Machines and clips are chosen by admins.',
    'Leave it out: the draft is tried with clips of the house, on a machine that can.',
  );
}

/** The refusal for a maker who tried so many today; null: there is one left. */
async function tooManyTries(tx: Transaction, draftId: string): Promise<InvalidState | null> {
  const { subjectId } = tx.call.caller;
  await tx.rows(LOCK_TRIALS_OF, [subjectId]);
  const { count } = await tx.one<{ count: number }>(TRIALS_SINCE, [
    subjectId,
    new Date(tx.now.getTime() - DAY_MS),
  ]);
  if (count < MAKERS_TRIES_A_DAY) return null;
  return notNow(
    draftId,
    'No tries left',
    `You tried ${MAKERS_TRIES_A_DAY} times within a day; the studio pays for tries.`,
    'Try again later, or ask an admin to try it.',
  );
}

function checkInput({ agentIds, parameters }: TryDraftInput): InvalidInput | null {
  if (agentIds && agentIds.length > MOST_AGENTS) {
    return invalidInput('agentIds', 'These are too many machines.', `Choose at most ${MOST_AGENTS}.`);
  }
  if (parameters && (typeof parameters !== 'object' || Array.isArray(parameters))) {
    return invalidInput(
      'parameters',
      'The parameters are no JSON object.',
      'Send them by name, such as {"strength": 0.8}.',
    );
  }
  return null;
}

async function start(
  tx: Transaction,
  input: TryDraftInput,
  agentIds: readonly string[],
): Promise<Exclude<TrialAnswer, IdempotencyConflict>> {
  const draft = (await tx.maybeOne<WorkflowDraft>(LOCK_DRAFT, [input.draftId]))!;
  const closed = whyClosed(draft);
  if (closed) return closed;
  const provider = await tx.one<ProviderRow>(READ_PROVIDER, [draft.providerId]);
  const faults = faultsOf(draft, provider.adapter, await houseSettings(tx, draft.effectTypeId));
  if (faults.length > 0) return definitionInvalid(draft.id, faults);
  const digest = digestOf(draft.definition);
  await defineRevision(tx, { ...draft, digest }, provider);
  return requestTrial(tx, {
    kind: input.agentIds?.length || !hasRole(tx.call.caller, 'admin') ? 'DEV_RUN' : 'ALL_ELIGIBLE',
    draftId: draft.id,
    workflowId: draft.workflowId,
    digest,
    providerId: draft.providerId,
    effectTypeId: draft.effectTypeId,
    title: `Try of ${draft.title}`,
    agentIds,
    exampleVideoId: input.exampleVideoId ?? null,
    footageVideoId: input.footageVideoId ?? null,
    parameters: (input.parameters ?? {}) as Record<string, never>,
  });
}

/** Writes a trial down and asks for its run. */
export async function requestTrial(
  tx: Transaction,
  trial: {
    kind: 'DEV_RUN' | 'ALL_ELIGIBLE' | 'PROVIDER_TEST';
    draftId: string | null;
    workflowId: string;
    digest: string;
    providerId: string;
    effectTypeId: string;
    title: string;
    agentIds: readonly string[];
    exampleVideoId: string | null;
    footageVideoId: string | null;
    parameters: Record<string, never>;
  },
): Promise<TrialRef> {
  const id = newId();
  const requestedBy = tx.call.caller.subjectId ?? SYSTEM_SUBJECT_ID;
  const { kind, draftId, digest, agentIds, ...rest } = trial;
  await tx.rows(INSERT_TRIAL, [
    id,
    kind,
    draftId,
    trial.workflowId,
    digest,
    agentIds,
    requestedBy,
    tx.now,
    tx.call.caller.tenantId,
  ]);
  await tx.emit(WorkflowTrialRequested, {
    aggregateId: id,
    correlationId: id,
    budgetContext: 'system_test',
    payload: {
      ...rest,
      runId: id,
      trialId: id,
      workflowDigest: digest,
      agentIds: [...agentIds],
      requestedBy,
    },
  });
  return { __typename: 'WorkflowTrial', id };
}
