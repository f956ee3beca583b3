import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import {
  FleetsChanged,
  ProviderStatusChanged,
  WorkflowCatalogueChanged,
} from '@effect-studio/schema/events/providers';
import { noticeCatalogue } from '../benchmarks/use-cases/notice-catalogue.ts';
import { replaceFleets } from '../fleet-actions/persistence/fleet-actions.ts';
import { replaceCatalogue, saveProviderStatuses } from '../manifest/persistence/catalogue.ts';
import { requestManifest } from '../manifest/persistence/request-manifest.ts';

/** Whom there is to route to, and who is well. Either change asks for a new manifest at once. */
export const providerConsumers: readonly Consumer[] = [
  consume(reading(FleetsChanged, 'fleets'), (tx, { payload }) =>
    replaceFleets(
      tx,
      payload.fleets.map((fleet) => ({
        ...fleet,
        nanoUsdPerHour: BigInt(fleet.nanoUsdPerHour),
        budgetNanoUsdPerHour: BigInt(fleet.budgetNanoUsdPerHour),
      })),
    ),
  ),
  consume(reading(ProviderStatusChanged, 'providerId', 'to'), async (tx, { id, payload, occurredAt }) => {
    await saveProviderStatuses(tx, new Map([[payload.providerId, payload.to]]), new Date(occurredAt));
    await requestManifest(tx, id);
  }),
  consume(reading(WorkflowCatalogueChanged, 'workflows'), async (tx, { id, payload, occurredAt }) => {
    const asOf = new Date(occurredAt);
    await replaceCatalogue(
      tx,
      payload.workflows.map(({ active, ...workflow }) => ({ ...workflow, isActive: active })),
      asOf,
    );
    await saveProviderStatuses(
      tx,
      new Map(payload.workflows.map((workflow) => [workflow.providerId, workflow.providerStatus])),
      asOf,
    );
    await noticeCatalogue(tx, payload.workflows);
    await requestManifest(tx, id);
  }),
];
