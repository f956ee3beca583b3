import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler, RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import { HOUR_MS } from '../costs/domain/shares.ts';
import { REPRICE_JOB } from '../costs/persistence/request-repricing.ts';
import { SHARE_IDLE_JOB, SHARE_STARTUP_JOB, watchFleetHour } from '../costs/persistence/request-shares.ts';
import { repriceUnpriced } from '../costs/use-cases/reprice.ts';
import { shareFleetHour, shareSessionStartup } from '../costs/use-cases/share-machine-costs.ts';
import { foldOldMinutes } from '../margins/use-cases/fold-old-minutes.ts';

/** Shares the startup of a machine's session over its jobs. */
const startupJob: JobHandler = {
  kind: SHARE_STARTUP_JOB,
  run: inOneTransaction((tx, { payload }) =>
    shareSessionStartup(tx, String(payload.agentId), new Date(String(payload.startedAt))),
  ),
};

/** Shares the idle time of a fleet's hour over its jobs; a watching one goes on to the next hour, whatever happens. */
const idleJob: JobHandler = {
  kind: SHARE_IDLE_JOB,
  run: inOneTransaction(async (tx, { payload }) => {
    const hour = new Date(String(payload.hour));
    const { hasOpenSessions } = await shareFleetHour(tx, String(payload.fleet), hour);
    if (payload.isWatching && hasOpenSessions) await watchNext(tx, payload);
  }),
  onDead: async (tx, { payload }) => {
    if (payload.isWatching) await watchNext(tx, payload);
  },
};

function watchNext(tx: Transaction, payload: Record<string, unknown>): Promise<void> {
  const hour = new Date(String(payload.hour));
  return watchFleetHour(tx, String(payload.fleet), new Date(hour.getTime() + HOUR_MS));
}

/** Prices what was unpriced; every page commits by itself, so that a repetition goes on where it stopped. */
const repriceJob: JobHandler = {
  kind: REPRICE_JOB,
  run: async (ctx) => void (await repriceUnpriced(ctx)),
};

/** Folds the minutes of long ago into hours, once a day. */
const foldJob: JobHandler = {
  kind: 'fold-old-minutes',
  everyMs: 24 * HOUR_MS,
  run: async (ctx, job) => {
    await foldOldMinutes(ctx);
    await ctx.db.transaction(ctx, (tx) => job.complete(tx));
  },
};

export const costJobs: readonly JobHandler[] = [startupJob, idleJob, repriceJob, foldJob];

function inOneTransaction(
  work: (tx: Transaction, job: RunningJob) => Promise<void>,
): (ctx: CallContext, job: RunningJob) => Promise<void> {
  return (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      // Ending this one first frees its key for whoever asks again meanwhile.
      await job.complete(tx);
      await work(tx, job);
    });
}
