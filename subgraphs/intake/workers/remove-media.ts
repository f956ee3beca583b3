import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { mediaPrefix } from '../domain/video.ts';
import { forgetMedia, isRetired } from '../persistence/media.repository.ts';

/** Removes every object of bytes that no clip refers to any more. */
export const removeMedia: JobHandler = {
  kind: 'remove-media',
  run: async (ctx, job) => {
    const sha256 = String(job.payload.sha256);
    if (!(await ctx.db.transaction(ctx, (tx) => isRetired(tx, sha256)))) return;
    for await (const { key } of ctx.storage.list(mediaPrefix(sha256))) await ctx.storage.remove(key);
    await ctx.db.transaction(ctx, async (tx) => {
      await forgetMedia(tx, sha256);
      await job.complete(tx);
    });
  },
};
