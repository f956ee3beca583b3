import type { CallContext } from '@effect-studio/kernel/context';
import { isId } from '@effect-studio/kernel/ids';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { readClipUse } from '../persistence/clip-quota.repository.ts';
import { findUpload, houseClips, pageOfVideos } from '../persistence/video.repository.ts';
import { clipLimits } from '../use-cases/check-quota.ts';
import { loadVideo } from './load-video.ts';

const MOST_PER_PAGE = 100;

async function videosPage(ctx: CallContext, first: number, after: string | null) {
  const limit = Math.min(Math.max(first, 1), MOST_PER_PAGE);
  const before = after && isId(after) ? after : null;
  const found = await ctx.db.transaction(ctx, (tx) =>
    pageOfVideos(tx, ctx.caller.subjectId!, before, limit + 1),
  );
  const page = found.slice(0, limit);
  return {
    edges: page.map((node) => ({ cursor: node.id, node })),
    pageInfo: { endCursor: page.at(-1)?.id ?? null, hasNextPage: found.length > limit },
  };
}

export const queryResolvers: QueryResolvers = {
  video: (_root, { id }, ctx) => (isId(id) ? loadVideo(ctx, id) : null),
  upload: (_root, { id }, ctx) => (isId(id) ? ctx.db.transaction(ctx, (tx) => findUpload(tx, { id })) : null),
  videos: (_root, { first, after }, ctx) => videosPage(ctx, first ?? 20, after ?? null),
  clipQuota: async (_root, _args, ctx) => {
    const use = await ctx.db.transaction(ctx, (tx) => readClipUse(tx, ctx.caller.subjectId!, clipLimits));
    return {
      storedBytes: BigInt(use.storedBytes),
      maxStoredBytes: BigInt(clipLimits.storedBytes),
      clipsInLastDay: use.clipsPerDay,
      maxClipsPerDay: clipLimits.clipsPerDay,
      runningUploads: use.runningUploads,
      maxRunningUploads: clipLimits.runningUploads,
    };
  },
  houseClips: (_root, _args, ctx) => ctx.db.transaction(ctx, houseClips),
};
