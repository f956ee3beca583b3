import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { reapOrphans } from '../use-cases/reap-orphans.ts';

/** Longer than anything takes between the first byte in the store and the row that names it. */
const GRACE_MS = 3_600_000;

/** Once in six hours, whatever was left behind in the store is removed. */
export const reapOrphansTick: JobHandler = {
  kind: 'reap-orphans',
  everyMs: 6 * 3_600_000,
  run: async (ctx) => {
    // The store tells time by its own clock, not by the studio's.
    const reaped = await reapOrphans(ctx, new Date(Date.now() - GRACE_MS));
    if (reaped.objects + reaped.multiparts > 0) ctx.log.info(reaped, 'orphans were removed from the store');
  },
};
