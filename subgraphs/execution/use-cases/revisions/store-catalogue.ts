import type { Transaction } from '@effect-studio/kernel/database';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import { FIT_AGENTS } from '../../persistence/sql/agent-statements.ts';
import {
  ENSURE_SLOTS,
  RETIRE_WORKFLOWS,
  UPSERT_PROVIDER,
  UPSERT_WORKFLOW,
} from '../../persistence/sql/provider-statements.ts';
import { revisionId } from '../../persistence/workflow-revision.ts';
import { ensureTimers } from '../../workers/timers.ts';

/** Leases that a provider may hold at once, until an operator sets another number. */
export const DEFAULT_PROVIDER_SLOTS = 4;

/** Takes over the whole catalogue; what it does not name any more is retired. */
export async function storeCatalogue(
  tx: Transaction,
  workflows: PayloadOf<typeof WorkflowCatalogueChanged>['workflows'],
): Promise<void> {
  const statuses = new Map(workflows.map((workflow) => [workflow.providerId, workflow.providerStatus]));
  for (const [providerId, status] of statuses) {
    await tx.rows(UPSERT_PROVIDER, [providerId, status, tx.now]);
    await tx.rows(ENSURE_SLOTS, [providerId, DEFAULT_PROVIDER_SLOTS]);
  }
  for (const workflow of workflows) {
    await revisionId(tx, workflow.workflowId, workflow.digest);
    await tx.rows(UPSERT_WORKFLOW, [
      workflow.workflowId,
      workflow.providerId,
      workflow.effectTypeId,
      workflow.variant,
      workflow.adapter,
      workflow.digest,
      workflow.instanceType ?? null,
      workflow.active,
      tx.now,
      workflow.requires?.vramMiB ?? null,
      workflow.requires?.capabilities ?? [],
    ]);
  }
  await tx.rows(RETIRE_WORKFLOWS, [workflows.map((workflow) => workflow.workflowId), tx.now]);
  await tx.rows(FIT_AGENTS, [null]);
  await ensureTimers(tx);
}
