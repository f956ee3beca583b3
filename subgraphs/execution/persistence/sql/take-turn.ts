import { sql } from '@effect-studio/kernel/database';
import type { BudgetContext, LegRole } from '@effect-studio/schema/events/shapes';

/** A lease as it was just given: what its agent needs to know and what its completion will need. */
export interface LeasedRow {
  lease_id: string;
  id: string;
  owner_id: string;
  tenant_id: string;
  run_id: string;
  role: LegRole;
  provider_id: string;
  workflow_id: string;
  effect_type_id: string;
  variant: string;
  adapter: string;
  instance_type: string | null;
  budget_context: BudgetContext;
  excerpt_start_ms: number | null;
  excerpt_duration_ms: number | null;
  work_units: number;
  strikes: number;
  priority: number;
  revision_id: number;
  fair_tag: string;
  correlation_id: string;
  queued_at: Date;
  ready_at: Date;
  epoch: number;
  ttl_ms: number;
  hard_cap_ms: number;
  slot_n: number;
  /** JSON as text: many leases are settled by whoever never looks into it. */
  parameters: string;
  example_descriptor: string;
  footage_descriptor: string;
  /** Null in runs of a published effect: there is no example file. */
  example_key: string | null;
  footage_key: string;
  traceparent: string | null;
}

/** What the statement of a turn answers: a lease per row; the leases that it settled stand in the first, which may be no lease. */
export interface TurnRow extends Omit<LeasedRow, 'lease_id'> {
  lease_id: string | null;
  /** Ids with commas between; null: none. */
  settled: string | null;
}

/**
 * One turn of a desk: settles results of leases that this process gave out itself and that are still live, tells their events, and
 * leases ready tasks to seats, first into the slots that have just become free. A slot that passes from one lease to the next is
 * written once.
 *
 * $1 studio time. Results, one element per lease: $2 leases, $3 providers, $4 slots, $5 busy ms, $6 output key, $7 SHA-256, $8 bytes,
 * $9 startup ms, $10 throttled count, $11 throttled ms (null: not told), $12 idempotency keys, and its events as a row of the outbox:
 * $13 aggregate, $14 trace, $15 names, $16 bodies, all as `bus.emit` takes them. $17 revisions that the agents can run, and per revision
 * the place in its queue after which to look (null: from the start): $18 priority, $19 fair tag, $20 task. Seats, one for each wanted
 * task: $21 agents, $22 sessions, $23 fresh lease ids.
 *
 * An attempt is written once, here; that its lease and its key are unique makes it the memory of the command. Leases that are not
 * among the settled were not: nothing was written about them. A seat whose agent is not online in that session stays empty: a killed
 * agent's poll must not take work. So does one whose agent is cordoned or in quarantine.
 *
 * Locks the slots of the results in their order, waiting for whoever has them; then places in the queue, at most as many per revision as
 * its provider has room for, and free slots, skipping what others have locked; then the tasks that ended. Locks nothing of the queue
 * when nothing is ready or no slot is free.
 * @throws a unique violation when a key was used before
 */
export const TAKE_TURN = sql(
  'execution-take-turn',
  `select * from execution.take_turn($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
);
