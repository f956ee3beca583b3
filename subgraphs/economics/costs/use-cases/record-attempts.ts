import type { Transaction } from '@effect-studio/kernel/database';
import type { RunAccount } from '../../charges/domain/run-account.ts';
import { lockRunAccounts } from '../../charges/persistence/run-accounts.ts';
import { priceWork, type RateCard } from '../../rate-card/domain/rate-card.ts';
import { rateCardsAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { bearerOf } from '../domain/bearer.ts';
import type { AttemptOutcome, CostEntry, LegRole } from '../domain/cost-entry.ts';
import { currentCostsOfTasks } from '../persistence/cost-entries.ts';
import { alertUnpriced } from './alert-unpriced.ts';
import { appendCosts, believe, type CostChange } from './append-costs.ts';

/** One attempt that ended, as execution reports it. Durations are rounded to whole milliseconds at the entry. */
export interface EndedAttempt extends Pick<CostEntry, 'fleet' | 'instanceType' | 'budgetContext'> {
  taskId: string;
  attempt: number;
  runId: string;
  ownerId: string;
  role: LegRole;
  outcome: AttemptOutcome;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  busyMs: number;
  startupMs: number;
  endedAt: Date;
}

/**
 * Books what attempts cost, whatever their outcome, at the rate card that held when each ended: its work, and what
 * it took to get ready for it. A second report of the same attempt with other facts (a late settlement) supersedes
 * the first; the same facts change nothing. Any number of attempts takes the same few statements.
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

type Belief = Parameters<typeof believe>[1];

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

/** The parts of an attempt's cost: work, and getting ready for it. */
export function partsOf(
  attempt: EndedAttempt,
  card: RateCard | null,
  account: Pick<RunAccount, 'state' | 'winner'>,
): Belief[] {
  const { endedAt, startupMs, ...facts } = attempt;
  const busyMs = Math.round(attempt.busyMs);
  const parts = [
    { component: 'BUSY', workMs: busyMs, busyMs },
    { component: 'STARTUP', workMs: Math.round(startupMs), busyMs: 0 },
  ] as const;
  return parts.map(({ component, workMs, busyMs: countedMs }) => {
    // Nothing done costs nothing, whatever its rate.
    const priced = priceWork(card, attempt.providerId, workMs, attempt.instanceType);
    const costNanoUsd = component === 'STARTUP' && workMs === 0 ? 0n : priced.costNanoUsd;
    return {
      ...facts,
      component,
      stage: 'ESTIMATED',
      account: 'DISPATCH',
      sourceKind: 'ATTEMPT',
      sourceId: '',
      busyMs: countedMs,
      eventTime: endedAt,
      instanceType: priced.instanceType ?? attempt.instanceType,
      rateCardVersion: priced.nanoUsdPerHour === null ? null : card!.version,
      rateNanoUsdPerHour: priced.nanoUsdPerHour,
      costNanoUsd,
      bearer: bearerOf(attempt, account),
    };
  });
}
