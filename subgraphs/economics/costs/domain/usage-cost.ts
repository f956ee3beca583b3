import type { RunAccount } from '../../charges/domain/run-account.ts';
import { priceUsage } from '../../rate-card/domain/price-usage.ts';
import type { RateCard } from '../../rate-card/domain/rate-card.ts';
import { bearerOf } from './bearer.ts';
import type { Belief } from './cost-entry.ts';
import type { Usage } from './usage.ts';

/** What a usage costs and whose it is, by its card and the state of its run. */
export function beliefOf(
  usage: Usage,
  card: RateCard | null,
  account: Pick<RunAccount, 'state' | 'winner'> | null,
  effectOfWinner: string | null | undefined,
): Belief {
  const { run, task, reportedCostNanoUsd } = usage;
  const isReported = reportedCostNanoUsd !== null;
  const costNanoUsd = isReported
    ? reportedCostNanoUsd
    : priceUsage(card, usage.providerId, usage.model, usage.quantities);
  const effectTypeId = usage.effectTypeId ?? effectOfWinner ?? null;
  return {
    component: 'PARTNER',
    stage: isReported ? 'REPORTED' : 'ESTIMATED',
    account: effectTypeId === null ? 'OVERHEAD' : 'DISPATCH',
    sourceKind: 'USAGE',
    sourceId: usage.usageId,
    taskId: task?.taskId ?? null,
    attempt: task?.attempt ?? null,
    eventTime: usage.usedAt,
    runId: run?.runId ?? null,
    ownerId: run?.ownerId ?? null,
    role: task?.role ?? null,
    outcome: null,
    providerId: usage.providerId,
    workflowId: task?.workflowId ?? null,
    effectTypeId,
    fleet: usage.fleet,
    instanceType: usage.model,
    budgetContext: usage.budgetContext,
    busyMs: 0,
    rateCardVersion: isReported || costNanoUsd === null ? null : card!.version,
    rateNanoUsdPerHour: null,
    costNanoUsd,
    bearer: account
      ? bearerOf({ taskId: task?.taskId ?? null, role: task?.role ?? null }, account)
      : 'PLATFORM',
  };
}
