import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import { COMFYUI_WORKFLOWS } from '@effect-studio/gpu-agent/runners/comfyui/workflow-catalogue';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import type { CallContext } from '@effect-studio/kernel/context';
import { seedHouseCatalogue } from '@effect-studio/providers/use-cases/seed-house-catalogue';
import type { JsonObject } from '@effect-studio/schema/workflows/canonical-json';

/** Brings in what the house can make and what it costs: prices first, so that nothing is ever unpriced. */
export async function seedCatalogueAndPrices(call: (context: string) => CallContext): Promise<void> {
  await seedHouseRateCard(call('economics'));
  await seedHouseCatalogue(
    call('providers'),
    [...WORKFLOW_CATALOGUE, ...COMFYUI_WORKFLOWS].map(({ digest, ...definition }) => ({
      workflowId: definition.id,
      effectTypeId: definition.effectTypeId,
      variant: definition.variant,
      digest,
      title: definition.description,
      ...(definition.requires ? { requires: definition.requires } : {}),
      definition: definition as unknown as JsonObject,
    })),
  );
}
