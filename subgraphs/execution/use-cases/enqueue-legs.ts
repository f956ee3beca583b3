import { emission, type Transaction } from '@effect-studio/kernel/database';
import { TaskDispatched, TaskFailed } from '@effect-studio/schema/events/execution';
import type { Leg, LegInputs } from '@effect-studio/schema/events/shapes';
import { traceparentOf } from '@effect-studio/telemetry/tracing';
import { fairTag, ROLE_PRIORITIES } from '../domain/fair-tag.ts';
import { leaseTerms } from '../domain/lease-terms.ts';
import { FIT_AGENTS } from '../persistence/sql/agent-statements.ts';
import { INSERT_TASKS, LOCK_FLOW, READ_WORKFLOWS } from '../persistence/sql/enqueue-task.ts';
import { revisionId, targetedRevisionId } from '../persistence/workflow-revision.ts';
import { ringTaskBell } from './task-bell.ts';

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

/** Makes every leg a waiting task, each with a fair place among all owners. A leg that exists already stays as it is. */
export async function enqueueLegs(tx: Transaction, batch: LegsToEnqueue): Promise<void> {
  const workflows = await knownWorkflows(tx, batch.legs);
  const able = batch.legs.filter((leg) => workflows.has(revisionKey(leg)));
  for (const leg of batch.legs) if (!able.includes(leg)) await refuseLeg(tx, batch, leg);
  if (able.length > 0) await insertTasks(tx, batch, able, workflows);
  const isWantedAnew = able.some((leg) => leg.onlyAgentId || workflows.get(revisionKey(leg))!.is_uncommon);
  if (isWantedAnew) await tx.rows(FIT_AGENTS, [null]);
  ringTaskBell(tx);
}

const formKey = (leg: Leg): string => `${leg.workflowId} ${leg.workflowDigest}`;
const revisionKey = (leg: Leg): string => `${formKey(leg)} ${leg.onlyAgentId ?? ''}`;

/** What each leg's workflow is, by workflow and digest. */
async function knownWorkflows(
  tx: Transaction,
  legs: readonly Leg[],
): Promise<Map<string, KnownWorkflow & { revision_id: number }>> {
  const named = [...new Map(legs.map((leg) => [revisionKey(leg), leg])).values()];
  const rows = await tx.rows<KnownWorkflow>(READ_WORKFLOWS, [
    named.map((leg) => leg.workflowId),
    named.map((leg) => leg.workflowDigest),
  ]);
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

async function insertTasks(
  tx: Transaction,
  batch: LegsToEnqueue,
  legs: readonly Leg[],
  workflows: ReadonlyMap<string, KnownWorkflow & { revision_id: number }>,
): Promise<void> {
  const flow = await tx.one<{ finish_tag: string; virtual_time: string; busy_siblings: number }>(LOCK_FLOW, [
    batch.tenantId,
    batch.ownerId,
    tx.now,
  ]);
  let finishTag = BigInt(flow.finish_tag);
  const placed = legs.map((leg) => {
    const place = fairTag(
      { finishTag, virtualTime: BigInt(flow.virtual_time), busySiblings: flow.busy_siblings },
      leg.workUnits,
    );
    finishTag = place.finishTag;
    return taskColumns(leg, workflows.get(revisionKey(leg))!, place.tag);
  });
  const inserted = await tx.rows<{ id: string }>(INSERT_TASKS, [
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
  ]);
  const fresh = new Set(inserted.map(({ id }) => id));
  await tx.emitAll(
    legs
      .filter((leg) => fresh.has(leg.taskId))
      .map((leg) =>
        emission(TaskDispatched, {
          aggregateId: batch.runId,
          payload: legFacts(batch, leg),
          budgetContext: leg.budgetContext,
        }),
      ),
  );
}

/** A leg as a row of `execution.task`. */
function taskColumns(leg: Leg, workflow: KnownWorkflow & { revision_id: number }, tag: bigint): object {
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
