import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import type { Video } from '../domain/video.ts';
import { findVideos } from '../persistence/video.repository.ts';

/** The clip with this id that the caller may see, or null. */
export function loadVideo(ctx: CallContext, id: string): Promise<Video | null> {
  const byId = loader<string, Video>(ctx, 'video', (ids) =>
    ctx.db.transaction(ctx, (tx) => findVideos(tx, ids)),
  );
  return byId.load(id);
}
