import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { AttemptOutcome, LegRole } from '../../costs/domain/cost-entry.ts';
import type { Execution } from '../domain/execution.ts';

/** An execution as it lies in the table. */
export interface ExecutionRow {
  task_id: string;
  attempt: number;
  run_id: string;
  owner_id: string;
  role: LegRole;
  outcome: AttemptOutcome;
  provider_id: string;
  workflow_id: string;
  effect_type_id: string;
  fleet: string;
  instance_type: string;
  agent_id: string;
  agent_owner_id: string;
  budget_context: BudgetContext;
  milli_units: string;
  queue_wait_ms: string;
  startup_ms: string;
  busy_ms: string;
  throttled_count: number;
  throttled_ms: string;
  started_at: Date;
  ended_at: Date;
}

/** Columns of {@link ExecutionRow}; `e` names the table. */
export const EXECUTION_COLUMNS = `e.task_id, e.attempt, e.run_id, e.owner_id, e.role, e.outcome, e.provider_id, e.workflow_id,
  e.effect_type_id, e.fleet, e.instance_type, e.agent_id, e.agent_owner_id, e.budget_context, e.milli_units, e.queue_wait_ms, e.startup_ms,
  e.busy_ms, e.throttled_count, e.throttled_ms, e.started_at, e.ended_at`;

/** $1 tenant, $2 from, $3 to. An attempt lasts a day at most, which bounds what is looked at. */
const BETWEEN = sql(
  'economics-executions-between',
  `select ${EXECUTION_COLUMNS} from economics.execution e
   where e.tenant_id = $1 and e.ended_at > $2 and e.started_at < $3 and e.ended_at < $3::timestamptz + interval '1 day'
   order by e.task_id, e.attempt`,
);
/** $1 tasks, $2 attempts, side by side. */
const BY_ATTEMPT = sql(
  'economics-executions-by-attempt',
  `select ${EXECUTION_COLUMNS} from unnest($1::uuid[], $2::int[]) u (task_id, attempt)
   join economics.execution e on e.task_id = u.task_id and e.attempt = u.attempt`,
);

export const toExecution = (row: ExecutionRow): Execution => ({
  taskId: row.task_id,
  attempt: row.attempt,
  runId: row.run_id,
  ownerId: row.owner_id,
  role: row.role,
  outcome: row.outcome,
  providerId: row.provider_id,
  workflowId: row.workflow_id,
  effectTypeId: row.effect_type_id,
  fleet: row.fleet,
  instanceType: row.instance_type,
  agentId: row.agent_id,
  agentOwnerId: row.agent_owner_id,
  budgetContext: row.budget_context,
  milliUnits: Number(row.milli_units),
  queueWaitMs: Number(row.queue_wait_ms),
  startupMs: Number(row.startup_ms),
  busyMs: Number(row.busy_ms),
  throttledCount: row.throttled_count,
  throttledMs: Number(row.throttled_ms),
  startedAt: row.started_at,
  endedAt: row.ended_at,
});

/** What ran at any time between two moments, by task and attempt. */
export async function executionsBetween(tx: Transaction, from: Date, to: Date): Promise<Execution[]> {
  const rows = await tx.rows<ExecutionRow>(BETWEEN, [tx.call.caller.tenantId, from, to]);
  return rows.map(toExecution);
}

/** These attempts, as far as they are known. */
export async function executionsOf(
  tx: Transaction,
  attempts: readonly { taskId: string; attempt: number }[],
): Promise<Execution[]> {
  const rows = await tx.rows<ExecutionRow>(BY_ATTEMPT, [
    attempts.map(({ taskId }) => taskId),
    attempts.map(({ attempt }) => attempt),
  ]);
  return rows.map(toExecution);
}
