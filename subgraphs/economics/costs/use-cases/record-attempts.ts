import type { Transaction } from '@effect-studio/kernel/database';
import { isSettled, paySubject } from '../../charges/domain/proven-work.ts';
import { lockRunAccounts } from '../../charges/persistence/run-accounts.ts';
import { payProvenWork } from '../../charges/use-cases/pay-proven-work.ts';
import { rateCardsAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { type EndedAttempt, partsOf } from '../domain/attempt-cost.ts';
import type { Belief, CostEntry } from '../domain/cost-entry.ts';
import { currentCostsOfTasks } from '../persistence/cost-entries.ts';
import { alertUnpriced } from './alert-unpriced.ts';
import { appendCosts, believe, type CostChange } from './append-costs.ts';

/**
 * Books what attempts cost, whatever their outcome, at the rate card that held when each ended: its work, and what
 * it took to get ready for it. A second report of the same attempt with other facts (a late settlement) supersedes
 * the first; the same facts change nothing. Any number of attempts takes the same few statements. Proven work of runs
 * that are settled already is paid for at once.
 * @returns what each cost, in the order given; null while unpriced
 */
export async function recordAttempts(
  tx: Transaction,
  attempts: readonly EndedAttempt[],
): Promise<(bigint | null)[]> {
  const accounts = await lockRunAccounts(tx, attempts);
  const cards = await rateCardsAsOf(
    tx,
    attempts.map(({ endedAt }) => endedAt),
  );
  const current = new Map<string, CostEntry>();
  for (const entry of await currentCostsOfTasks(tx, [...new Set(attempts.map(({ taskId }) => taskId))])) {
    if (entry.sourceKind === 'ATTEMPT') current.set(keyOf(entry), entry);
  }
  const changes: CostChange[] = [];
  const unpriced = new Map<string, number>();
  const costs = attempts.map((attempt, index) => {
    const card = cards[index]!;
    let cost: bigint | null = 0n;
    for (const part of partsOf(attempt, card, accounts.get(attempt.runId)!)) {
      const before = current.get(keyOf(part)) ?? null;
      const entry = isSameFact(before, part) ? before : append(before, part);
      if (entry) cost = cost === null || entry.costNanoUsd === null ? null : cost + entry.costNanoUsd;
    }
    if (cost === null) unpriced.set(attempt.providerId, card?.version ?? 0);
    return cost;
  });
  await appendCosts(tx, changes);
  await payProvenWork(
    tx,
    [...current.values()].filter(({ runId }) => runId !== null && isSettled(accounts.get(runId) ?? OPEN)),
    new Map(attempts.map((attempt) => [paySubject(attempt), attempt.agentOwnerId])),
  );
  for (const [providerId, version] of unpriced) await alertUnpriced(tx, providerId, version);
  return costs;

  function append(before: CostEntry | null, part: Belief): CostEntry {
    const change = believe(before, part);
    changes.push(change);
    // The same attempt may be told twice in one batch: the later report supersedes the earlier one.
    current.set(keyOf(part), change.after);
    return change.after;
  }
}

/** Of a run that only other attempts of these tasks belong to. */
const OPEN = { state: 'OPEN' } as const;

const keyOf = ({ taskId, attempt, component }: Pick<CostEntry, 'taskId' | 'attempt' | 'component'>): string =>
  `${taskId}:${attempt}:${component}`;

/**
 * What is known is kept: its price, too, though a later card may have begun; only an unknown price is found later.
 * A part that never was needs no entry.
 */
function isSameFact(before: CostEntry | null, part: Belief): boolean {
  if (!before) return part.component === 'STARTUP' && part.costNanoUsd === 0n;
  if (before.costNanoUsd === null && part.costNanoUsd !== null) return false;
  if (part.component === 'BUSY') return before.outcome === part.outcome && before.busyMs === part.busyMs;
  return before.outcome === part.outcome && before.costNanoUsd === part.costNanoUsd;
}
