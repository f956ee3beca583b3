import type { QueryResolvers } from '../generated/resolvers.ts';
import { loadCatalogue } from './catalogue-loader.ts';
import { fleetQueries } from './fleet-resolvers.ts';
import { workflowQueries } from './workflow-queries.ts';

export const Query: QueryResolvers = {
  providers: async (_parent, _args, ctx) => (await loadCatalogue(ctx)).providers,
  provider: async (_parent, { id }, ctx) =>
    (await loadCatalogue(ctx)).providers.find((provider) => provider.id === id) ?? null,
  effectTypes: async (_parent, _args, ctx) => (await loadCatalogue(ctx)).effectTypes,
  ...workflowQueries,
  ...fleetQueries,
};
