import type { CallContext } from '@effect-studio/kernel/context';
import type { Provider, WorkflowVariant } from '../domain/catalogue.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { declareProvider } from '../use-cases/declare-provider.ts';
import { editProvider } from '../use-cases/edit-provider.ts';
import { setProviderPaused } from '../use-cases/set-provider-paused.ts';
import { loadCatalogue } from './catalogue-loader.ts';
import { fleetMutations } from './fleet-resolvers.ts';
import { workflowMutations } from './workflow-mutations.ts';

async function asShown(ctx: CallContext, id: string): Promise<Provider & { __typename: 'Provider' }> {
  const { providers } = await loadCatalogue(ctx);
  return { __typename: 'Provider', ...providers.find((provider) => provider.id === id)! };
}

export const Mutation: MutationResolvers = {
  declareProvider: async (_parent, { input }, ctx) => {
    const result = await declareProvider(ctx, {
      ...input,
      capabilities: input.capabilities ?? [],
      budgetContexts: input.budgetContexts ?? null,
      workflows: input.workflows.map((workflow) => ({
        ...workflow,
        variant: workflow.variant.toLowerCase() as WorkflowVariant,
        vramMiB: workflow.vramMiB ?? null,
        capabilities: workflow.capabilities ?? [],
      })),
    });
    return result.__typename === 'Provider' ? asShown(ctx, result.id) : result;
  },
  setProviderPaused: async (_parent, { input }, ctx) => {
    const result = await setProviderPaused(ctx, input);
    return result.__typename === 'Provider' ? asShown(ctx, result.id) : result;
  },
  editProvider: async (_parent, { input }, ctx) => {
    const result = await editProvider(ctx, input);
    return result.__typename === 'Provider' ? asShown(ctx, result.id) : result;
  },
  ...workflowMutations,
  ...fleetMutations,
};
