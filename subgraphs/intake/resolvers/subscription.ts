import { type CallContext, callContext } from '@effect-studio/kernel/context';
import { feed } from '@effect-studio/kernel/event-feed';
import { parsePosition } from '@effect-studio/kernel/scalars';
import { VideoIngested, VideoRejected } from '@effect-studio/schema/events/intake';
import { GraphQLError } from 'graphql';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { loadVideo } from './video.ts';

async function followVideo(ctx: CallContext, id: string, after: string | null) {
  if (!(await loadVideo(ctx, id))) {
    throw new GraphQLError(`There is no clip ${id} that you can see.`, { extensions: { code: 'NOT_FOUND' } });
  }
  const filter = { types: [VideoIngested.type, VideoRejected.type], aggregateId: id };
  return feed(ctx.eventLog.follow(filter, parsePosition(after)), async () => {
    // Loaders remember; every event needs a fresh look.
    const video = await loadVideo(callContext(ctx, ctx), id);
    return video && { ...video, __typename: 'Video' as const };
  });
}

export const subscriptionResolvers: SubscriptionResolvers = {
  videoChanged: {
    subscribe: (_root, { id, after }, ctx) => followVideo(ctx, id, after ?? null),
    resolve: (item: unknown) => item as never,
  },
};
