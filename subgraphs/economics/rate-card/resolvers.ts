import type { QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { quoteRun } from './use-cases/quote-run.ts';

const Query = {
  quoteRun: (_parent, _args, ctx) => quoteRun(ctx),
} satisfies QueryResolvers;

/** What things cost. */
export const priceResolvers = { Query } satisfies Resolvers;
