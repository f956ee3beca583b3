import type { Transaction } from '@effect-studio/kernel/database';
import { lockRunAccount } from '../../charges/persistence/run-accounts.ts';
import { priceWork } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { bearerOf } from '../domain/bearer.ts';
import type { CostEntry } from '../domain/cost-entry.ts';
import { currentCostsOfTasks } from '../persistence/cost-entries.ts';
import { alertUnpriced } from './alert-unpriced.ts';
import { appendCosts } from './append-costs.ts';

/** One attempt that ended, as execution reports it. */
export type EndedAttempt = Pick<
  CostEntry,
  | 'taskId'
  | 'attempt'
  | 'runId'
  | 'ownerId'
  | 'role'
  | 'outcome'
  | 'providerId'
  | 'workflowId'
  | 'effectTypeId'
  | 'fleet'
  | 'instanceType'
  | 'budgetContext'
> & { /** Milliseconds; rounded to whole ones at the entry. */ busyMs: number; endedAt: Date };

/**
 * Books what an attempt cost, whatever its outcome, at the rate card that held when it ended. A second report
 * of the same attempt with other facts (a late settlement) supersedes the first; the same facts change nothing.
 * @returns what it cost; null while unpriced
 */
export async function recordAttempt(tx: Transaction, ended: EndedAttempt): Promise<bigint | null> {
  const account = await lockRunAccount(tx, ended);
  const { endedAt, ...attempt } = ended;
  const busyMs = Math.round(ended.busyMs);
  const card = await rateCardAsOf(tx, endedAt);
  const priced = priceWork(card, ended.providerId, busyMs);
  const before =
    (await currentCostsOfTasks(tx, [ended.taskId])).find((entry) => entry.attempt === ended.attempt) ?? null;
  if (before && before.outcome === ended.outcome && before.busyMs === busyMs) return before.costNanoUsd;
  const after = {
    ...attempt,
    busyMs,
    eventTime: endedAt,
    instanceType: priced.instanceType ?? ended.instanceType,
    rateCardVersion: priced.nanoUsdPerHour === null ? null : card!.version,
    rateNanoUsdPerHour: priced.nanoUsdPerHour,
    costNanoUsd: priced.costNanoUsd,
    bearer: bearerOf(ended, account),
  };
  await appendCosts(tx, [{ before, after }]);
  if (priced.costNanoUsd === null) await alertUnpriced(tx, ended.providerId, card?.version ?? 0);
  return priced.costNanoUsd;
}
