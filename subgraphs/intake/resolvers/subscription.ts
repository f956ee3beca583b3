import type { CallContext } from '@effect-studio/kernel/context';
import { callContext } from '@effect-studio/kernel/context';
import { parsePosition } from '@effect-studio/kernel/scalars';
import { VideoIngested, VideoRejected } from '@effect-studio/schema/events/intake';
import { GraphQLError } from 'graphql';
import type { SubscriptionResolvers } from '../generated/resolvers.ts';
import { loadVideo } from './video.ts';

async function* videoChanges(ctx: CallContext, id: string, after: string | null) {
  if (!(await loadVideo(ctx, id))) {
    throw new GraphQLError(`There is no clip ${id} that you can see.`, { extensions: { code: 'NOT_FOUND' } });
  }
  const filter = { types: [VideoIngested.type, VideoRejected.type], aggregateId: id };
  for await (const followed of ctx.eventLog.follow(filter, parsePosition(after))) {
    if (followed.kind === 'gap') {
      yield { videoChanged: { __typename: 'Gap' as const, firstAvailable: String(followed.firstAvailable) } };
      continue;
    }
    // Loaders remember; every event needs a fresh look.
    const video = await loadVideo(callContext(ctx, ctx), id);
    if (video) yield { videoChanged: { ...video, __typename: 'Video' as const } };
  }
}

export const subscriptionResolvers: SubscriptionResolvers = {
  videoChanged: { subscribe: (_root, { id, after }, ctx) => videoChanges(ctx, id, after ?? null) },
};
