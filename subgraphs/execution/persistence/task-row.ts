import type { Transaction } from '@effect-studio/kernel/database';
import type { LegRole } from '@effect-studio/schema/events/shapes';
import { type Task, taskStateOf } from '../domain/task.ts';
import { READ_TASKS } from './sql/task-statements.ts';

/** A task as PostgreSQL answers it. */
export interface TaskRow {
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
  budget_context: Task['budgetContext'];
  excerpt_start_ms: number | null;
  excerpt_duration_ms: number | null;
  work_units: number;
  state: number;
  epoch: number;
  strikes: number;
  lease_id: string | null;
  agent_id: string | null;
  lease_until: Date | null;
  hard_deadline: Date | null;
  progress: number | null;
  priority: number;
  revision_id: number;
  fair_tag: string;
  busy_ms: number | null;
  correlation_id: string;
  queued_at: Date;
  ended_at: Date | null;
}

/** A task with what its rendering is routed and priced by. */
export interface StoredTask extends Task {
  variant: string;
  adapter: string;
  /** Price class of the provider's machines; null where the catalogue names none. */
  instanceType: string | null;
  /** Its place in the queue while it waits. */
  place: { revisionId: number; priority: number; fairTag: string };
}

export function toTask(row: TaskRow): StoredTask {
  return {
    id: row.id,
    ownerId: row.owner_id,
    tenantId: row.tenant_id,
    runId: row.run_id,
    role: row.role,
    providerId: row.provider_id,
    workflowId: row.workflow_id,
    effectTypeId: row.effect_type_id,
    variant: row.variant,
    adapter: row.adapter,
    instanceType: row.instance_type,
    place: { revisionId: row.revision_id, priority: row.priority, fairTag: row.fair_tag },
    excerpt:
      row.excerpt_duration_ms === null
        ? null
        : { startMs: row.excerpt_start_ms ?? 0, durationMs: row.excerpt_duration_ms },
    workUnits: row.work_units,
    budgetContext: row.budget_context,
    correlationId: row.correlation_id,
    state: taskStateOf(row.state),
    epoch: row.epoch,
    strikes: row.strikes,
    leaseId: row.lease_id,
    leaseUntil: row.lease_until,
    hardDeadline: row.hard_deadline,
    progress: row.progress,
    queuedAt: row.queued_at,
    endedAt: row.ended_at,
    busyMs: row.busy_ms,
  };
}

/** The tasks of these ids that the caller may see. */
export async function readTasks(tx: Transaction, ids: readonly string[]): Promise<StoredTask[]> {
  return (await tx.rows<TaskRow>(READ_TASKS, [ids])).map(toTask);
}
