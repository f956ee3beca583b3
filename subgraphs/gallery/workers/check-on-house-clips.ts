import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { checkOnHouseClips } from '../use-cases/check-on-house-clips.ts';

/** Kind of the job that has a result rendered on clips of the house. */
export const CHECK_ON_HOUSE_CLIPS = 'check-on-house-clips';

/** A reviewer can decide without it: what cannot be begun is a dead letter and stops nobody. */
export const checkOnHouseClipsJob: JobHandler = {
  kind: CHECK_ON_HOUSE_CLIPS,
  run: (ctx, job) => checkOnHouseClips(ctx, String(job.payload.runId), (tx) => job.complete(tx)),
};
