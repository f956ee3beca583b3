import { parsePosition } from '@effect-studio/kernel/graph/scalars';
import { GraphQLError } from 'graphql';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { followVideo } from './follow-video.ts';
import { loadVideo } from './load-video.ts';

export const subscriptionResolvers: SubscriptionResolvers = {
  videoChanged: {
    subscribe: async (_root, { id, after }, ctx) => {
      if (await loadVideo(ctx, id)) return followVideo(ctx, id, parsePosition(after ?? null));
      throw new GraphQLError(`There is no clip ${id} that you can see.`, {
        extensions: { code: 'NOT_FOUND' },
      });
    },
    resolve: (item: unknown) => item as never,
  },
};
