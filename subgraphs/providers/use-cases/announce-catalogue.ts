import type { Transaction } from '@effect-studio/kernel/database';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import type { Workflow } from '../domain/catalogue.ts';
import { type ProviderRow, toProvider } from '../persistence/provider-row.ts';
import { READ_PROVIDERS, READ_WORKFLOWS } from '../persistence/statements.ts';

/** Tells the world the whole active catalogue. The caller has locked it. */
export async function announceCatalogue(tx: Transaction): Promise<void> {
  const providers = new Map(
    (await tx.rows<ProviderRow>(READ_PROVIDERS)).map((row) => [row.id, toProvider(row)]),
  );
  const workflows = (await tx.rows<Workflow>(READ_WORKFLOWS)).filter((workflow) => workflow.isActive);
  await tx.emit(WorkflowCatalogueChanged, {
    aggregateId: 'catalogue',
    payload: {
      workflows: workflows.map((workflow) => {
        const provider = providers.get(workflow.providerId)!;
        return {
          workflowId: workflow.id,
          providerId: provider.id,
          providerStatus: provider.status,
          effectTypeId: workflow.effectTypeId,
          variant: workflow.variant,
          digest: workflow.digest,
          adapter: provider.adapter,
          instanceType: provider.instanceType,
          active: true,
          ...requirementsOf(workflow),
          ...(provider.budgetContexts ? { budgetContexts: provider.budgetContexts } : {}),
        };
      }),
    },
  });
}

/** What a workflow asks of a machine; nothing where it asks for nothing. */
function requirementsOf({ vramMiB, requiredCapabilities: capabilities }: Workflow) {
  if (vramMiB === null && capabilities.length === 0) return {};
  return { requires: { capabilities, ...(vramMiB === null ? {} : { vramMiB }) } };
}
