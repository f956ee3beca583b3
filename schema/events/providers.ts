import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { budgetContext } from './shapes.ts';

export const providerStatus = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY', 'PAUSED']);

/** A provider's health crossed a threshold, with hysteresis. Aggregate: the provider. */
export const ProviderStatusChanged = defineEvent('providers', 'ProviderStatusChanged', {
  providerId: z.string(),
  from: providerStatus,
  to: providerStatus,
  reason: z.string(),
});

/** The catalogue of workflows changed; carries the whole active catalogue. Aggregate: `catalogue`. */
export const WorkflowCatalogueChanged = defineEvent('providers', 'WorkflowCatalogueChanged', {
  workflows: z.array(
    z.object({
      workflowId: z.string(),
      providerId: z.string(),
      providerStatus,
      effectTypeId: z.string(),
      variant: z.enum(['fast', 'balanced', 'fine']),
      digest: z.string(),
      adapter: z.string(),
      /** Price class of the provider's machines, such as `cpu.swift`. */
      instanceType: z.string().optional(),
      active: z.boolean(),
      /** What it asks of a machine; absent: nothing. */
      requires: z
        .object({
          vramMiB: z.int().positive().optional(),
          /** Adapters and features that the machine must have named at its registration. */
          capabilities: z.array(z.string().min(1)).optional(),
        })
        .optional(),
      /** Whose work its provider does; absent: everybody's. A simulated provider never does a person's. */
      budgetContexts: z.array(budgetContext).min(1).optional(),
    }),
  ),
});
