import { emission, type Transaction } from '@effect-studio/kernel/database';
import { TaskDispatched, TaskFailed } from '@effect-studio/schema/events/execution';
import type { Leg, LegInputs } from '@effect-studio/schema/events/shapes';
import { traceparentOf } from '@effect-studio/telemetry/tracing';
import { fairTag, ROLE_PRIORITIES } from '../../domain/fair-tag.ts';
import { leaseTerms } from '../../domain/lease-terms.ts';
import { FIT_AGENTS } from '../../persistence/sql/agent-statements.ts';
import {
  INSERT_TASKS,
  LOCK_FLOW,
  READ_KNOWN_TASKS,
  READ_WORKFLOWS,
} from '../../persistence/sql/enqueue-task.ts';
import type { TaskBrief } from '../../persistence/turn-answer.ts';
import { revisionId, targetedRevisionId } from '../../persistence/workflow-revision.ts';
import { ringTaskBell } from '../leases/task-bell.ts';

/** Legs of one run that are to be rendered. */
export interface LegsToEnqueue {
  runId: string;
  ownerId: string;
  tenantId: string;
  inputs: LegInputs;
  exampleDescriptor: unknown;
  footageDescriptor: unknown;
  legs: readonly Leg[];
}

interface KnownWorkflow {
  id: string;
  digest: string;
  variant: string;
  adapter: string;
  instance_type: string | null;
  /** Null: nobody named this revision before. */
  revision_id: number | null;
  /** Machines are given it with the lease, and it is not the current one: they have to be told that it is wanted. */
  is_uncommon: boolean;
}

type Workflows = ReadonlyMap<string, KnownWorkflow & { revision_id: number }>;

interface FlowRow {
  finish_tag: string;
  virtual_time: string;
  busy_siblings: number;
}

/** Makes every leg a waiting task, each with a fair place among all owners. A leg that exists already stays as it is. */
export async function enqueueLegs(tx: Transaction, batch: LegsToEnqueue): Promise<void> {
  const { workflows, flow, known } = await look(tx, batch);
  const able = batch.legs.filter((leg) => workflows.has(revisionKey(leg)));
  for (const leg of batch.legs) if (!able.includes(leg)) await refuseLeg(tx, batch, leg);
  const fresh = able.filter((leg) => !known.has(leg.taskId));
  if (fresh.length > 0) await insertTasks(tx, { ...batch, legs: fresh }, { workflows, flow });
  const isWantedAnew = able.some((leg) => leg.onlyAgentId || workflows.get(revisionKey(leg))!.is_uncommon);
  if (isWantedAnew) await tx.rows(FIT_AGENTS, [null]);
  ringTaskBell(tx);
}

const formKey = (leg: Leg): string => `${leg.workflowId} ${leg.workflowDigest}`;
const revisionKey = (leg: Leg): string => `${formKey(leg)} ${leg.onlyAgentId ?? ''}`;

/** What is to be known before, in one round trip. The owner's flow is locked from then on. */
async function look(
  tx: Transaction,
  { legs, tenantId, ownerId }: LegsToEnqueue,
): Promise<{ workflows: Workflows; flow: FlowRow; known: ReadonlySet<string> }> {
  const named = [...new Map(legs.map((leg) => [revisionKey(leg), leg])).values()];
  const pairs = [named.map((leg) => leg.workflowId), named.map((leg) => leg.workflowDigest)];
  const [rows, [flow], tasks] = (await tx.together([
    { statement: READ_WORKFLOWS, values: pairs },
    { statement: LOCK_FLOW, values: [tenantId, ownerId, tx.now] },
    { statement: READ_KNOWN_TASKS, values: [legs.map(({ taskId }) => taskId)] },
  ])) as [KnownWorkflow[], [FlowRow], { id: string }[]];
  return { workflows: await workflowsOf(tx, named, rows), flow, known: new Set(tasks.map(({ id }) => id)) };
}

/** What each leg's workflow is, by workflow and digest. */
async function workflowsOf(
  tx: Transaction,
  named: readonly Leg[],
  rows: readonly KnownWorkflow[],
): Promise<Workflows> {
  const forms = new Map<string, KnownWorkflow & { revision_id: number }>();
  for (const row of rows) {
    const revision = row.revision_id ?? (await revisionId(tx, row.id, row.digest));
    forms.set(`${row.id} ${row.digest}`, { ...row, revision_id: revision });
  }
  const known = new Map<string, KnownWorkflow & { revision_id: number }>();
  for (const leg of named) {
    const form = forms.get(formKey(leg));
    if (!form) continue;
    const revision = leg.onlyAgentId
      ? await targetedRevisionId(tx, form.id, form.digest, leg.onlyAgentId)
      : form.revision_id;
    if (revision !== null) known.set(revisionKey(leg), { ...form, revision_id: revision });
  }
  return known;
}

/** Legs that are no tasks yet. */
async function insertTasks(
  tx: Transaction,
  batch: LegsToEnqueue,
  { workflows, flow }: { workflows: Workflows; flow: FlowRow },
): Promise<void> {
  let finishTag = BigInt(flow.finish_tag);
  const placed = batch.legs.map((leg) => {
    const place = fairTag(
      { finishTag, virtualTime: BigInt(flow.virtual_time), busySiblings: flow.busy_siblings },
      leg.workUnits,
    );
    finishTag = place.finishTag;
    const columns = taskColumns(leg, workflows.get(revisionKey(leg))!, place.tag);
    return { ...columns, brief: JSON.stringify(briefOf(tx, batch, { leg, columns })) };
  });
  const values = [
    JSON.stringify(placed),
    batch.ownerId,
    batch.tenantId,
    batch.runId,
    JSON.stringify(batch.exampleDescriptor),
    JSON.stringify(batch.footageDescriptor),
    batch.inputs.exampleKey,
    batch.inputs.footageKey,
    tx.call.correlationId,
    tx.now,
    finishTag.toString(),
    traceparentOf(tx.call.correlationId),
  ];
  const dispatched = batch.legs.map((leg) =>
    emission(TaskDispatched, {
      aggregateId: batch.runId,
      payload: legFacts(batch, leg),
      budgetContext: leg.budgetContext,
    }),
  );
  await tx.together([{ statement: INSERT_TASKS, values }], dispatched);
}

/** What is told of the task with each of its leases. */
function briefOf(
  { now, call }: Transaction,
  { runId, ownerId, tenantId, inputs }: LegsToEnqueue,
  { leg, columns }: { leg: Leg; columns: ReturnType<typeof taskColumns> },
): TaskBrief {
  return {
    id: leg.taskId,
    ownerId,
    tenantId,
    runId,
    role: leg.role,
    providerId: leg.providerId,
    workflowId: leg.workflowId,
    effectTypeId: leg.effectTypeId,
    variant: columns.variant,
    adapter: columns.adapter,
    instanceType: columns.instance_type,
    budgetContext: leg.budgetContext,
    excerpt: leg.excerpt,
    workUnits: leg.workUnits,
    correlationId: call.correlationId,
    queuedAt: now.toISOString(),
    revisionId: columns.revision_id,
    priority: columns.priority,
    fairTag: columns.fair_tag,
    exampleKey: inputs.exampleKey,
    footageKey: inputs.footageKey,
    traceparent: traceparentOf(call.correlationId),
  };
}

/** A leg as a row of `execution.task`. */
function taskColumns(leg: Leg, workflow: KnownWorkflow & { revision_id: number }, tag: bigint) {
  const { ttlMs, hardCapMs } = leaseTerms(leg.workUnits);
  return {
    id: leg.taskId,
    role: leg.role,
    provider_id: leg.providerId,
    workflow_id: leg.workflowId,
    revision_id: workflow.revision_id,
    effect_type_id: leg.effectTypeId,
    variant: workflow.variant,
    adapter: workflow.adapter,
    instance_type: workflow.instance_type,
    budget_context: leg.budgetContext,
    excerpt_start_ms: leg.excerpt?.startMs ?? null,
    excerpt_duration_ms: leg.excerpt?.durationMs ?? null,
    work_units: leg.workUnits,
    ttl_ms: ttlMs,
    hard_cap_ms: hardCapMs,
    priority: ROLE_PRIORITIES[leg.role],
    fair_tag: tag.toString(),
    parameters: leg.parameters,
  };
}

/** A leg whose workflow the catalogue does not know can never be leased: said at once, so that the run goes on. */
async function refuseLeg(tx: Transaction, batch: LegsToEnqueue, leg: Leg): Promise<void> {
  await tx.emit(TaskFailed, {
    aggregateId: batch.runId,
    payload: {
      ...legFacts(batch, leg),
      causeClass: 'nonRetryable',
      reason: 'WORKFLOW_UNKNOWN',
      humanReadableCause: `The catalogue has no workflow ${leg.workflowId}.`,
      suggestedAction: 'Submit the run again; it will be routed among the workflows that exist now.',
    },
    budgetContext: leg.budgetContext,
  });
}

const legFacts = (batch: LegsToEnqueue, leg: Leg) => ({
  taskId: leg.taskId,
  runId: batch.runId,
  ownerId: batch.ownerId,
  role: leg.role,
  providerId: leg.providerId,
  workflowId: leg.workflowId,
  effectTypeId: leg.effectTypeId,
});
