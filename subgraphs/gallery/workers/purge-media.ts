import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { purgedOf, stillPurged } from '../persistence/purged-media.ts';
import { PURGE_MEDIA } from '../use-cases/leave-the-edge.ts';

/** Tells the edge what was taken out of an effect's scope. */
export const purgeMedia: JobHandler = {
  kind: PURGE_MEDIA,
  run: async (ctx, { payload }) => {
    const effectId = String(payload.effectId);
    await ctx.media.purge(effectId, await ctx.db.transaction(ctx, (tx) => purgedOf(tx, effectId)));
  },
};

const EVERY_MS = 60_000;

/** Tells it again, of all effects, for as long as a URL of theirs may be good: Redis may have forgotten. */
export const keepPurged: JobHandler = {
  kind: 'keep-purged',
  everyMs: EVERY_MS,
  run: async (ctx) => {
    for (const { effectId, keys } of await ctx.db.transaction(ctx, stillPurged)) {
      await ctx.media.purge(effectId, keys);
    }
  },
};
