import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { shownOf } from '../persistence/purged-media.ts';
import { RESTORE_MEDIA } from '../use-cases/return-to-the-edge.ts';

/** Tells the edge what may be seen again; of an effect that was taken out again meanwhile, nothing. */
export const restoreMedia: JobHandler = {
  kind: RESTORE_MEDIA,
  run: async (ctx, { payload }) => {
    const effectId = String(payload.effectId);
    await ctx.media.restore(effectId, await ctx.db.transaction(ctx, (tx) => shownOf(tx, effectId)));
  },
};
