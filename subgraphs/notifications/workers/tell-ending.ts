import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { TELL_ENDING, tellEnding } from '../use-cases/tell-ending.ts';

/** Tells of a run's ending when the refund that was waited for did not come in time. */
export const tellEndingTimer: JobHandler = {
  kind: TELL_ENDING,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      const { runId, ownerId } = job.payload;
      await tellEnding(tx, { runId: String(runId), ownerId: String(ownerId) }, true);
      await job.complete(tx);
    }),
};
