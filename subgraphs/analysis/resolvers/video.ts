import { loader } from '@effect-studio/kernel/graph/loaders';
import type { VideoResolvers } from '../generated/resolvers.ts';
import { findByVideos } from '../persistence/analyses.repository.ts';
import type { VideoAnalysis } from '../persistence/video-analysis.entity.ts';

export const videoResolvers: VideoResolvers = {
  analysis: (video, _args, ctx) =>
    loader<string, VideoAnalysis>(ctx, 'analysis-of-video', (ids) =>
      ctx.db.transaction(ctx, (tx) => findByVideos(tx, ids)),
    ).load(video.id!),
};
