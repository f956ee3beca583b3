import type { Transaction } from '@effect-studio/kernel/database';
import { lockRunAccounts } from '../../charges/persistence/run-accounts.ts';
import type { Execution } from '../../executions/domain/execution.ts';
import { bearerOf } from '../domain/bearer.ts';
import type { BookedCost, CostEntry } from '../domain/cost-entry.ts';
import type { SharedCost } from '../domain/shares.ts';
import { currentCostsOfSources } from '../persistence/cost-entries.ts';
import { appendCosts, believe, type CostChange } from './append-costs.ts';

/** What a shared cost is, and when it arose. */
export interface ShareSource extends Pick<CostEntry, 'component' | 'sourceId' | 'fleet'> {
  sourceKind: 'SESSION' | 'FLEET_HOUR';
  /** The moment of what nobody worked for. */
  at: Date;
  /** The moment of a job's share. */
  momentOf: (job: Execution) => Date;
  rateCardVersion: number | null;
  instanceType: string;
}

/**
 * Books shares to the jobs that bear them and the rest to the account of unallocated machines, superseding what was
 * booked from the same source before. Afterwards the entries of the source add up to its whole.
 */
export async function bookShares(
  tx: Transaction,
  source: ShareSource,
  shared: SharedCost<Execution>,
): Promise<void> {
  const accounts = await lockRunAccounts(
    tx,
    shared.shares.map(({ job }) => job),
  );
  const before = new Map<string, BookedCost>();
  for (const entry of await currentCostsOfSources(tx, source.sourceKind, [source.sourceId])) {
    before.set(keyOf(entry), entry);
  }
  const common = {
    component: source.component,
    stage: 'ESTIMATED' as const,
    sourceKind: source.sourceKind,
    sourceId: source.sourceId,
    fleet: source.fleet,
    busyMs: 0,
    rateNanoUsdPerHour: null,
  };
  const beliefs = shared.shares.map(({ job, costNanoUsd }) => ({
    ...common,
    account: 'DISPATCH' as const,
    taskId: job.taskId,
    attempt: job.attempt,
    eventTime: source.momentOf(job),
    runId: job.runId,
    ownerId: job.ownerId,
    role: job.role,
    outcome: job.outcome,
    providerId: job.providerId,
    workflowId: job.workflowId,
    effectTypeId: job.effectTypeId,
    instanceType: job.instanceType,
    budgetContext: job.budgetContext,
    rateCardVersion: source.rateCardVersion,
    costNanoUsd,
    bearer: bearerOf(job, accounts.get(job.runId)!),
  }));
  const rest = {
    ...common,
    account: 'UNALLOCATED_IDLE' as const,
    taskId: null,
    attempt: null,
    eventTime: source.at,
    runId: null,
    ownerId: null,
    role: null,
    outcome: null,
    providerId: null,
    workflowId: null,
    effectTypeId: null,
    instanceType: source.instanceType,
    budgetContext: 'user_run' as const,
    rateCardVersion: shared.unallocatedNanoUsd === null ? null : source.rateCardVersion,
    costNanoUsd: shared.unallocatedNanoUsd,
    bearer: 'PLATFORM' as const,
  };
  const changes: CostChange[] = [];
  for (const belief of [...beliefs, rest]) {
    const known = before.get(keyOf(belief)) ?? null;
    before.delete(keyOf(belief));
    const isSame = known ? known.costNanoUsd === belief.costNanoUsd : belief.costNanoUsd === 0n;
    if (!isSame) changes.push(believe(known, belief));
  }
  // A job that bears nothing any more keeps its line, at nothing.
  for (const known of before.values()) {
    if (known.costNanoUsd !== 0n) changes.push(believe(known, { ...known, costNanoUsd: 0n }));
  }
  await appendCosts(tx, changes);
}

const keyOf = ({ taskId, attempt }: Pick<CostEntry, 'taskId' | 'attempt'>): string =>
  taskId === null ? 'rest' : `${taskId}:${attempt}`;
