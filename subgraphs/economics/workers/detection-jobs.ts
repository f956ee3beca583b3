import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { runDiagnosis } from '../bottlenecks/use-cases/run-diagnosis.ts';

/** Looks whether a quarter of an hour was closed, and takes it in; three times within each, so that none waits for long. */
export const detectionTick: JobHandler = {
  kind: 'detection-tick',
  everyMs: 5 * 60_000,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      await runDiagnosis(tx);
      await job.complete(tx);
    }),
};
