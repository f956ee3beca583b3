import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Leg } from '../domain/leg.ts';
import type { ExplorationAllowance, RoutingManifest } from '../domain/plan/routing.ts';

const CYCLE_MS = 15 * 60_000;

/** Serialises planning, so that what is left is never spent twice. Held until the end of the transaction. */
const LOCK = sql(
  'orchestrator-lock-exploration',
  `select pg_advisory_xact_lock(hashtextextended('orchestrator-exploration:' || $1, 0))`,
);
/** $1 tenant, $2 start of the cycle before. */
const USED = sql(
  'orchestrator-exploration-used',
  `select workflow_id, cycle_start, shadow_legs, planned_nano_usd::text from orchestrator.exploration_use
   where tenant_id = $1 and cycle_start >= $2`,
);
/** $1 tenant, $2 cycle, $3 workflow, $4 shadow legs, $5 nano-USD, $6 now. */
const ADD = sql(
  'orchestrator-exploration-add',
  `insert into orchestrator.exploration_use as used
     (tenant_id, cycle_start, workflow_id, shadow_legs, planned_nano_usd, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $6)
   on conflict (tenant_id, cycle_start, workflow_id) do update set shadow_legs = used.shadow_legs + excluded.shadow_legs,
     planned_nano_usd = used.planned_nano_usd + excluded.planned_nano_usd, updated_at = excluded.updated_at`,
);

const cycleOf = (moment: Date): Date => new Date(Math.floor(moment.getTime() / CYCLE_MS) * CYCLE_MS);

/**
 * What exploration may still do in this cycle, by the manifest's word less what was planned since: legs of this
 * cycle and of the one before, whose cost may not have reached the wallet yet. Waits for other plans to commit.
 */
export async function lockExplorationAllowance(
  tx: Transaction,
  manifest: RoutingManifest,
): Promise<ExplorationAllowance> {
  const { tenantId } = tx.call.caller;
  await tx.rows(LOCK, [tenantId]);
  const cycle = cycleOf(tx.now);
  const rows = await tx.rows<{
    workflow_id: string;
    cycle_start: Date;
    shadow_legs: number;
    planned_nano_usd: string;
  }>(USED, [tenantId, new Date(cycle.getTime() - CYCLE_MS)]);
  const planned = rows.reduce((sum, row) => sum + BigInt(row.planned_nano_usd), 0n);
  const left = manifest.explorationLeftNanoUsd;
  return {
    isStopped: manifest.isExplorationStopped,
    leftNanoUsd: left === null ? null : left - planned,
    shadowLegs: new Map(
      rows
        .filter((row) => row.cycle_start.getTime() === cycle.getTime())
        .map((row) => [row.workflow_id, row.shadow_legs]),
    ),
  };
}

/** Notes what a plan takes from the allowance. */
export async function recordExplorationUse(tx: Transaction, legs: readonly Leg[]): Promise<void> {
  for (const leg of legs) {
    if (leg.role !== 'exploration' && leg.role !== 'shadow') continue;
    await tx.rows(ADD, [
      tx.call.caller.tenantId,
      cycleOf(tx.now),
      leg.workflowId,
      leg.role === 'shadow' ? 1 : 0,
      leg.expectedCostNanoUsd ?? 0n,
      tx.now,
    ]);
  }
}
