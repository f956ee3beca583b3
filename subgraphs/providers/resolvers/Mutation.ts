import type { MutationResolvers } from '../generated/resolvers.ts';
import { setProviderPaused } from '../use-cases/set-provider-paused.ts';
import { loadCatalogue } from './catalogue-loader.ts';

export const Mutation: MutationResolvers = {
  setProviderPaused: async (_parent, { input }, ctx) => {
    const result = await setProviderPaused(ctx, input);
    if (result.__typename !== 'Provider') return result;
    const { providers } = await loadCatalogue(ctx);
    return { __typename: 'Provider', ...providers.find((provider) => provider.id === result.id)! };
  },
};
