import type { RunAccount } from '../../charges/domain/run-account.ts';
import { priceWork, type RateCard } from '../../rate-card/domain/rate-card.ts';
import { bearerOf } from './bearer.ts';
import type { AttemptOutcome, Belief, CostEntry, LegRole } from './cost-entry.ts';

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
  /** Who is paid for it where it is proven. */
  agentOwnerId: string;
  busyMs: number;
  startupMs: number;
  endedAt: Date;
}

/** The parts of an attempt's cost: work, and getting ready for it. */
export function partsOf(
  attempt: EndedAttempt,
  card: RateCard | null,
  account: Pick<RunAccount, 'state' | 'winner'>,
): Belief[] {
  const { endedAt, startupMs, agentOwnerId: _agentOwnerId, ...facts } = attempt;
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
