import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { GraphQLError } from 'graphql';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { followRun } from './follow-run.ts';
import { findRun } from './load-run.ts';

export const Subscription: SubscriptionResolvers = {
  runProgress: {
    subscribe: async (_, { id, after }, ctx) => {
      const run = await findRun(ctx, id);
      if (!run) {
        throw new GraphQLError('There is no such run that you can see.', {
          extensions: { code: 'NOT_FOUND' },
        });
      }
      return followRun(ctx, run, parsePosition(after));
    },
  },
};
