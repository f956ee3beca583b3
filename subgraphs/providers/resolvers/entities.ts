import type {
  EffectTypeResolvers,
  ProviderResolvers,
  WorkflowResolvers,
  WorkflowVariant,
} from '../generated/resolvers.ts';
import { loadCatalogue } from './catalogue-loader.ts';
import { providerFields } from './provider-care.ts';
import { workflowFields } from './workflow-entities.ts';

export const Provider: ProviderResolvers = {
  __resolveReference: async ({ id }, ctx) =>
    (await loadCatalogue(ctx)).providers.find((provider) => provider.id === id) ?? null,
  workflows: async ({ id }, _args, ctx) =>
    (await loadCatalogue(ctx)).workflows.filter((workflow) => workflow.providerId === id),
  ...providerFields,
};

export const Workflow: WorkflowResolvers = {
  __resolveReference: async ({ id }, ctx) =>
    (await loadCatalogue(ctx)).workflows.find((workflow) => workflow.id === id) ?? null,
  provider: async ({ providerId }, _args, ctx) =>
    (await loadCatalogue(ctx)).providers.find((provider) => provider.id === providerId)!,
  effectType: async ({ effectTypeId }, _args, ctx) =>
    (await loadCatalogue(ctx)).effectTypes.find((type) => type.id === effectTypeId)!,
  variant: ({ variant }) => variant.toUpperCase() as WorkflowVariant,
  ...workflowFields,
};

export const EffectType: EffectTypeResolvers = {
  __resolveReference: async ({ id }, ctx) =>
    (await loadCatalogue(ctx)).effectTypes.find((type) => type.id === id) ?? null,
  workflows: async ({ id }, _args, ctx) =>
    (await loadCatalogue(ctx)).workflows.filter(
      (workflow) => workflow.effectTypeId === id && workflow.isActive,
    ),
};
