import type { Transaction } from '@effect-studio/kernel/database';
import { WorkflowRevisionDefined } from '@effect-studio/schema/events/providers';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';
import { requirementsOf, type WorkflowDraft, type WorkflowRevision } from '../domain/workflow-revision.ts';
import type { ProviderRow } from '../persistence/provider-row.ts';

/** Tells what machines are to be given with the lease. Comes before anything is dispatched with it. */
export async function defineRevision(
  tx: Transaction,
  form: Pick<WorkflowDraft | WorkflowRevision, 'workflowId' | 'effectTypeId' | 'variant'> & {
    digest: string;
    definition: JsonObject;
  },
  provider: Pick<ProviderRow, 'id' | 'adapter' | 'instance_type'>,
): Promise<void> {
  const { vramMiB, capabilities } = requirementsOf(form.definition, provider.adapter);
  await tx.emit(WorkflowRevisionDefined, {
    aggregateId: form.workflowId,
    payload: {
      workflowId: form.workflowId,
      digest: form.digest,
      providerId: provider.id,
      effectTypeId: form.effectTypeId,
      variant: form.variant,
      adapter: provider.adapter,
      instanceType: provider.instance_type,
      requires: { capabilities, ...(vramMiB === null ? {} : { vramMiB }) },
      definition: form.definition as never,
    },
  });
}
