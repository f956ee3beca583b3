import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { readCatalogue } from '../../manifest/persistence/catalogue.ts';
import { policiesInForce } from '../../manifest/persistence/policies.ts';
import { reasonFault } from '../../manifest/use-cases/change-routing.ts';
import { generateManifest, revenueOfRuns } from '../../manifest/use-cases/generate-manifest.ts';
import { publishManifest } from '../../manifest/use-cases/publish-manifest.ts';
import { rewardOf, scaleFor } from '../domain/reward.ts';
import { endOf, resultOf, type Trial, type TrialEnd, type TrialResult } from '../domain/trial.ts';
import { decisionsOfTrial, type LoggedDecision } from '../persistence/decisions.ts';
import { endTrial, insertTrial, runningTrials, trialOf, trialPage } from '../persistence/trials.ts';

export interface StartTrial
  extends Pick<
    Trial,
    | 'effectTypeId'
    | 'workflowA'
    | 'workflowB'
    | 'mode'
    | 'metric'
    | 'share'
    | 'minPairs'
    | 'maxPairs'
    | 'errorShare'
    | 'reason'
  > {
  days: number;
  key: string;
}

type Refusal = NotFound | InvalidInput | InvalidState;
export type TrialAnswer = { trialId: string } | Refusal | IdempotencyConflict;

const DAY_MS = 86_400_000;

/** Starts an A/B; runs take part in it from the manifest on that follows at once. */
export function startTrial(ctx: CallContext, { key, ...order }: StartTrial): Promise<TrialAnswer> {
  return idempotent<{ trialId: string } | Refusal>(
    ctx,
    { operation: 'startRoutingTrial', key, payload: order },
    async (tx) => {
      const fault = faultOf(order) ?? (await workflowFault(tx, order));
      if (fault) return fault;
      const { days, ...given } = order;
      const trial: Trial = {
        ...given,
        id: newId(),
        reason: order.reason.trim(),
        startedAt: tx.now,
        startedBy: tx.call.caller.subjectId,
        endsAt: new Date(tx.now.getTime() + days * DAY_MS),
        end: null,
        result: null,
      };
      if (!(await insertTrial(tx, trial))) {
        return problem('InvalidState', {
          title: 'A trial is running',
          status: 409,
          humanReadableCause: `Another A/B of ${order.effectTypeId} has not ended yet; two would share their legs.`,
          suggestedAction: 'Wait for it or stop it.',
          instance: order.effectTypeId,
        });
      }
      await follow(ctx, tx, `trial ${trial.id} started`);
      return { trialId: trial.id };
    },
  );
}

/** Ends an A/B before its time, with what it found until now. */
export function stopTrial(
  ctx: CallContext,
  { key, ...order }: { trialId: string; reason: string; key: string },
): Promise<TrialAnswer> {
  return idempotent<{ trialId: string } | Refusal>(
    ctx,
    { operation: 'stopRoutingTrial', key, payload: order },
    async (tx) => {
      const fault = reasonFault(order.reason);
      if (fault) return fault;
      const trial = isId(order.trialId) ? await trialOf(tx, order.trialId) : null;
      if (!trial) return notFound('A/B trial', order.trialId);
      if (trial.end || !(await end(tx, trial, 'STOPPED_BY_ADMIN', order.reason.trim()))) {
        return problem('InvalidState', {
          title: 'It has ended',
          status: 409,
          humanReadableCause: `The A/B ended already: ${trial.end?.reason ?? 'just now'}.`,
          suggestedAction: 'Read its result; start another one if it did not say enough.',
          instance: trial.id,
        });
      }
      await follow(ctx, tx, `trial ${trial.id} stopped`);
      return { trialId: trial.id };
    },
  );
}

/** Ends the trials whose time or evidence has come, before a manifest is made. @returns how many ended */
export async function settleTrials(tx: Transaction): Promise<number> {
  let ended = 0;
  for (const trial of await runningTrials(tx)) {
    const reason = endOf(trial, await resultNow(tx, trial), tx.now);
    if (reason && (await end(tx, trial, reason, null))) ended += 1;
  }
  return ended;
}

/** What a trial says: as of now while it runs, else as it was when it ended. */
export async function resultNow(tx: Transaction, trial: Trial): Promise<TrialResult> {
  return (
    trial.result ??
    resultOf(differencesOf(trial, await decisionsOfTrial(tx, trial), await scale(tx, trial)), trial)
  );
}

/** Trials, newest first. */
export const readTrials = (ctx: CallContext, first: number): Promise<Trial[]> =>
  ctx.db.transaction(ctx, (tx) => trialPage(tx, null, first));

/** One trial; null when there is none with this id. */
export const readTrial = (ctx: CallContext, id: string): Promise<Trial | null> =>
  isId(id) ? ctx.db.transaction(ctx, (tx) => trialOf(tx, id)) : Promise.resolve(null);

export const readTrialResult = (ctx: CallContext, trial: Trial): Promise<TrialResult> =>
  ctx.db.transaction(ctx, (tx) => resultNow(tx, trial));

interface Scale {
  policy: Awaited<ReturnType<Awaited<ReturnType<typeof policiesInForce>>>>['policy'];
  revenueNanoUsd: number;
}

async function scale(tx: Transaction, { effectTypeId }: Trial): Promise<Scale> {
  const policyOf = await policiesInForce(tx);
  const revenueOf = await revenueOfRuns(tx);
  return { policy: policyOf(effectTypeId).policy, revenueNanoUsd: revenueOf(effectTypeId) ?? 1 };
}

/** A less B of every run in which both came to something. */
function differencesOf(
  { workflowA, workflowB, metric }: Trial,
  decisions: readonly LoggedDecision[],
  { policy, revenueNanoUsd }: Scale,
): number[] {
  const legs = decisions.flatMap((decision) => decision.legs);
  const scaleOfAll = scaleFor(legs, policy, revenueNanoUsd);
  return decisions.flatMap((decision) => {
    const [a, b] = [workflowA, workflowB].map((workflowId) => {
      const leg = decision.legs.find((one) => one.workflowId === workflowId);
      return leg ? rewardOf(leg, scaleOfAll) : null;
    });
    const key = metric.toLowerCase() as 'utility' | 'quality' | 'margin';
    return a && b ? [a[key] - b[key]] : [];
  });
}

async function end(tx: Transaction, trial: Trial, reason: TrialEnd, note: string | null): Promise<boolean> {
  const result = await resultNow(tx, trial);
  const by = reason === 'STOPPED_BY_ADMIN' ? tx.call.caller.subjectId : null;
  return endTrial(tx, { id: trial.id, by, reason, note, result });
}

async function follow(ctx: CallContext, tx: Transaction, cause: string): Promise<void> {
  await generateManifest(tx, cause);
  tx.afterCommit(async () => {
    await publishManifest(ctx);
  });
}

function faultOf(order: Omit<StartTrial, 'key'>): InvalidInput | null {
  const bounds = [
    ['share', order.share > 0 && order.share <= 1, 'a number above 0, at most 1'],
    ['errorShare', order.errorShare >= 0.001 && order.errorShare <= 0.2, 'a number from 0.001 to 0.2'],
    ['minPairs', order.minPairs >= 20, 'at least 20: the interval needs that many to hold'],
    ['maxPairs', order.maxPairs >= order.minPairs && order.maxPairs <= 100_000, 'minPairs to 100,000'],
    ['days', order.days >= 1 && order.days <= 90, '1 to 90'],
    ['workflowB', order.workflowB !== order.workflowA, 'another workflow than workflowA'],
  ] as const;
  const broken = bounds.find(([, isKept]) => !isKept);
  if (broken) return invalidInput(broken[0], `${broken[0]} is ${order[broken[0]]}.`, `Choose ${broken[2]}.`);
  return reasonFault(order.reason);
}

async function workflowFault(
  tx: Transaction,
  { effectTypeId, workflowA, workflowB }: Omit<StartTrial, 'key'>,
): Promise<NotFound | null> {
  const known = (await readCatalogue(tx)).filter((one) => one.effectTypeId === effectTypeId && one.isActive);
  const missing = [workflowA, workflowB].find((id) => !known.some((one) => one.workflowId === id));
  return missing === undefined ? null : notFound(`active workflow for ${effectTypeId}`, missing);
}
