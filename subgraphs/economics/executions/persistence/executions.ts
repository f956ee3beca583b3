import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Execution, ExecutionVerdict } from '../domain/execution.ts';

const COLUMNS = `task_id, attempt, run_id, owner_id, role, outcome, provider_id, workflow_id, effect_type_id, fleet,
  instance_type, agent_id, agent_owner_id, budget_context, milli_units, queue_wait_ms, startup_ms, busy_ms, throttled_count, throttled_ms,
  started_at, ended_at`;

/** $1 executions as JSON, $2 tenant, $3 now. One statement for any number of them; an attempt told again replaces itself. */
const SAVE = sql(
  'economics-executions-save',
  `insert into economics.execution (tenant_id, ${COLUMNS}, created_at, updated_at)
   select $2, ${COLUMNS}, $3, $3 from jsonb_to_recordset($1::jsonb) as fact (
     task_id uuid, attempt int, run_id uuid, owner_id uuid, role text, outcome text, provider_id text, workflow_id text,
     effect_type_id text, fleet text, instance_type text, agent_id uuid, agent_owner_id uuid, budget_context text, milli_units bigint,
     queue_wait_ms bigint, startup_ms bigint, busy_ms bigint, throttled_count int, throttled_ms bigint,
     started_at timestamptz, ended_at timestamptz)
   on conflict (task_id, attempt) do update set
     outcome = excluded.outcome, busy_ms = excluded.busy_ms, startup_ms = excluded.startup_ms,
     throttled_count = excluded.throttled_count, throttled_ms = excluded.throttled_ms,
     ended_at = excluded.ended_at, updated_at = excluded.updated_at`,
);

/**
 * $1 verdicts as JSON, $2 now. A verdict is about the attempt that delivered: the newest one of its task.
 * Zero rows: the task is not known here.
 */
const JUDGE = sql(
  'economics-executions-judge',
  `update economics.execution e
   set quality_ppm = coalesce(verdict.quality_ppm, e.quality_ppm), is_rejected = verdict.quality_ppm is null, updated_at = $2
   from jsonb_to_recordset($1::jsonb) as verdict (task_id uuid, quality_ppm int)
   where e.task_id = verdict.task_id
     and e.attempt = (select max(newest.attempt) from economics.execution newest where newest.task_id = verdict.task_id)`,
);

/** Remembers what ran. Busy and waiting times are rounded to whole milliseconds. */
export async function saveExecutions(tx: Transaction, executions: readonly Execution[]): Promise<void> {
  const rows = executions.map((execution) => ({
    task_id: execution.taskId,
    attempt: execution.attempt,
    run_id: execution.runId,
    owner_id: execution.ownerId,
    role: execution.role,
    outcome: execution.outcome,
    provider_id: execution.providerId,
    workflow_id: execution.workflowId,
    effect_type_id: execution.effectTypeId,
    fleet: execution.fleet,
    instance_type: execution.instanceType,
    agent_id: execution.agentId,
    agent_owner_id: execution.agentOwnerId,
    budget_context: execution.budgetContext,
    milli_units: execution.milliUnits,
    queue_wait_ms: Math.round(execution.queueWaitMs),
    startup_ms: Math.round(execution.startupMs),
    busy_ms: Math.round(execution.busyMs),
    throttled_count: execution.throttledCount,
    throttled_ms: Math.round(execution.throttledMs),
    started_at: execution.startedAt.toISOString(),
    ended_at: execution.endedAt.toISOString(),
  }));
  await tx.rows(SAVE, [JSON.stringify(rows), tx.call.caller.tenantId, tx.now]);
}

/** Adds what judges said of outputs. */
export async function judgeExecutions(tx: Transaction, verdicts: readonly ExecutionVerdict[]): Promise<void> {
  const rows = verdicts.map(({ taskId, qualityPpm }) => ({ task_id: taskId, quality_ppm: qualityPpm }));
  await tx.rows(JUDGE, [JSON.stringify(rows), tx.now]);
}
