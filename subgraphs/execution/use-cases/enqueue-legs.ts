import type { Transaction } from '@effect-studio/kernel/database';
import { TaskDispatched, TaskFailed } from '@effect-studio/schema/events/execution';
import type { Leg, LegInputs } from '@effect-studio/schema/events/shapes';
import { fairTag, ROLE_PRIORITIES } from '../domain/fair-tag.ts';
import { leaseTerms } from '../domain/lease-terms.ts';
import {
  ADVANCE_FLOW,
  INSERT_TASK,
  INSERT_TASK_INPUT,
  LOCK_FLOW,
  READ_WORKFLOW,
} from '../persistence/sql/enqueue-task.ts';
import { revisionId } from '../persistence/workflow-revision.ts';
import { ensureTimers } from '../workers/timers.ts';
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
  provider_id: string;
  variant: string;
  adapter: string;
  instance_type: string | null;
}

/** Makes every leg a waiting task, each with a fair place among all owners. A leg that exists already stays as it is. */
export async function enqueueLegs(tx: Transaction, batch: LegsToEnqueue): Promise<void> {
  for (const leg of batch.legs) {
    const workflow = await tx.maybeOne<KnownWorkflow>(READ_WORKFLOW, [leg.workflowId]);
    if (workflow) await enqueueLeg(tx, batch, leg, workflow);
    else await refuseLeg(tx, batch, leg);
  }
  await ensureTimers(tx);
  ringTaskBell(tx);
}

async function enqueueLeg(
  tx: Transaction,
  batch: LegsToEnqueue,
  leg: Leg,
  workflow: KnownWorkflow,
): Promise<void> {
  const revision = await revisionId(tx, leg.workflowId, leg.workflowDigest);
  const { ttlMs, hardCapMs } = leaseTerms(leg.workUnits);
  const flow = await tx.one<{ finish_tag: string; virtual_time: string; busy_siblings: number }>(LOCK_FLOW, [
    batch.tenantId,
    batch.ownerId,
    tx.now,
  ]);
  const { tag, finishTag } = fairTag(
    {
      finishTag: BigInt(flow.finish_tag),
      virtualTime: BigInt(flow.virtual_time),
      busySiblings: flow.busy_siblings,
    },
    leg.workUnits,
  );
  const inserted = await tx.maybeOne(INSERT_TASK, [
    leg.taskId,
    batch.ownerId,
    batch.tenantId,
    batch.runId,
    leg.role,
    leg.providerId,
    leg.workflowId,
    revision,
    leg.effectTypeId,
    workflow.variant,
    workflow.adapter,
    workflow.instance_type,
    leg.budgetContext,
    leg.excerpt?.startMs ?? null,
    leg.excerpt?.durationMs ?? null,
    leg.workUnits,
    ttlMs,
    hardCapMs,
    ROLE_PRIORITIES[leg.role],
    tag.toString(),
    tx.call.correlationId,
    tx.now,
  ]);
  if (!inserted) return;
  await tx.rows(ADVANCE_FLOW, [batch.tenantId, batch.ownerId, finishTag.toString()]);
  await tx.rows(INSERT_TASK_INPUT, [
    leg.taskId,
    batch.ownerId,
    batch.tenantId,
    JSON.stringify(leg.parameters),
    JSON.stringify(batch.exampleDescriptor),
    JSON.stringify(batch.footageDescriptor),
    batch.inputs.exampleKey,
    batch.inputs.footageKey,
    tx.now,
  ]);
  await tx.emit(TaskDispatched, {
    aggregateId: batch.runId,
    payload: legFacts(batch, leg),
    budgetContext: leg.budgetContext,
  });
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
