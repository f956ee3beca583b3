import type { CallContext } from '@effect-studio/kernel/context';
import { invalidInput, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { Agent } from '../domain/agent.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENT, READ_MACHINE, TOUCH_AGENT } from '../persistence/sql/agent-statements.ts';
import type { LeasedRow } from '../persistence/sql/lease-tasks.ts';
import { READ_TASK_INPUTS } from '../persistence/sql/task-statements.ts';
import { readTasks, type StoredTask } from '../persistence/task-row.ts';
import { leaseDesk } from '../workers/lease-desk.ts';
import { reviveAgent } from './agent-session.ts';
import { asPlatform } from './platform-call.ts';
import { uploadKey } from './take-output.ts';

export interface LeaseTasksInput {
  agentId: string;
  limit: number;
  waitMs: number;
}

/** What a machine needs to do one task. */
export interface TaskLease {
  leaseId: string;
  taskId: string;
  epoch: number;
  workflowId: string;
  effectTypeId: string;
  variant: string;
  adapter: string;
  parameters: unknown;
  exampleDescriptor: unknown;
  footageDescriptor: unknown;
  excerptStartMs: number | null;
  excerptDurationMs: number | null;
  workUnits: number;
  correlationId: string;
  footageUrl: string;
  exampleUrl: string;
  outputUrl: string;
  ttlMs: number;
  expiresAt: Date;
  hardDeadlineAt: Date;
}

export interface LeasedTasks {
  __typename: 'LeasedTasks';
  leases: TaskLease[];
}

const MOST_TASKS = 32;
const LONGEST_WAIT_MS = 25_000;
/** URLs outlive the hard deadline by this, so that a late result can still be handed in. */
const URL_MARGIN_SECONDS = 900;

/**
 * Leases ready tasks that fit the machine. At least once: a lease that is not renewed is offered again
 * under a new id and a higher epoch, and writes under the older are refused. A draining agent gets none.
 */
export async function leaseTasks(
  ctx: CallContext,
  input: LeaseTasksInput,
): Promise<LeasedTasks | ReturnType<typeof notFound> | ReturnType<typeof invalidInput>> {
  if (input.limit < 1 || input.limit > MOST_TASKS) {
    return invalidInput(
      'limit',
      `${input.limit} tasks cannot be leased at once.`,
      `Ask for 1 to ${MOST_TASKS}.`,
    );
  }
  if (input.waitMs < 0 || input.waitMs > LONGEST_WAIT_MS) {
    return invalidInput(
      'waitMs',
      `${input.waitMs} ms is no possible wait.`,
      `Wait 0 to ${LONGEST_WAIT_MS} ms.`,
    );
  }
  const agent = await presentAgent(ctx, input.agentId);
  if (!agent) return notFound('agent', input.agentId);
  if (agent.status === 'DRAINING' || !agent.sessionId) return { __typename: 'LeasedTasks', leases: [] };
  const rows = await leaseDesk(ctx).lease(
    { agentId: agent.id, sessionId: agent.sessionId, revisionIds: agent.revisionIds, limit: input.limit },
    input.waitMs,
  );
  return { __typename: 'LeasedTasks', leases: await describeLeases(ctx, rows) };
}

/** The caller's own agent, marked as seen; one that was lost is back. Null: not theirs, or revoked. */
async function presentAgent(ctx: CallContext, agentId: string): Promise<Agent | null> {
  if (!isId(agentId)) return null;
  return ctx.db.transaction(ctx, async (tx) => {
    const row = await tx.maybeOne<AgentRow>(READ_AGENT, [agentId]);
    if (!row || row.client_id !== ctx.caller.subjectId) return null;
    const machine = await tx.maybeOne<{ revoked_at: Date | null }>(READ_MACHINE, [row.client_id]);
    if (machine?.revoked_at) return null;
    if (row.status !== 'LOST') {
      await tx.rows(TOUCH_AGENT, [agentId, tx.now]);
      return toAgent(row);
    }
    await reviveAgent(tx, row.id);
    return toAgent(await tx.one<AgentRow>(READ_AGENT, [agentId]));
  });
}

interface InputRow {
  task_id: string;
  parameters: unknown;
  example_descriptor: unknown;
  footage_descriptor: unknown;
  example_key: string;
  footage_key: string;
}

async function describeLeases(ctx: CallContext, rows: readonly LeasedRow[]): Promise<TaskLease[]> {
  if (rows.length === 0) return [];
  const call = asPlatform(ctx);
  const ids = rows.map((row) => row.id);
  const [tasks, inputs] = await call.db.transaction(call, async (tx) => [
    new Map((await readTasks(tx, ids)).map((task) => [task.id, task])),
    new Map((await tx.rows<InputRow>(READ_TASK_INPUTS, [ids])).map((row) => [row.task_id, row])),
  ]);
  return Promise.all(rows.map((row) => describeLease(ctx, row, tasks.get(row.id)!, inputs.get(row.id)!)));
}

async function describeLease(
  ctx: CallContext,
  row: LeasedRow,
  task: StoredTask,
  input: InputRow,
): Promise<TaskLease> {
  const untilDeadlineMs = row.hard_deadline.getTime() - ctx.clock.now().getTime();
  const ttlSeconds = Math.ceil(untilDeadlineMs / 1_000) + URL_MARGIN_SECONDS;
  const [footageUrl, exampleUrl, outputUrl] = await Promise.all([
    ctx.storage.signedGet(input.footage_key, { ttlSeconds }),
    ctx.storage.signedGet(input.example_key, { ttlSeconds }),
    ctx.storage.signedPut(uploadKey(row.lease_id), { contentType: 'video/mp4', ttlSeconds }),
  ]);
  return {
    leaseId: row.lease_id,
    taskId: task.id,
    epoch: row.epoch,
    workflowId: task.workflowId,
    effectTypeId: task.effectTypeId,
    variant: task.variant,
    adapter: task.adapter,
    parameters: input.parameters,
    exampleDescriptor: input.example_descriptor,
    footageDescriptor: input.footage_descriptor,
    excerptStartMs: task.excerpt?.startMs ?? null,
    excerptDurationMs: task.excerpt?.durationMs ?? null,
    workUnits: task.workUnits,
    correlationId: task.correlationId,
    footageUrl,
    exampleUrl,
    outputUrl,
    ttlMs: row.ttl_ms,
    expiresAt: row.lease_until,
    hardDeadlineAt: row.hard_deadline,
  };
}
