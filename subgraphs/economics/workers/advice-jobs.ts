import { type ContextServices, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { wakeRecommendation } from '../recommendations/use-cases/decide-recommendation.ts';
import { prepareRound, storeRound } from '../recommendations/use-cases/generate-recommendations.ts';
import { measureRecommendation } from '../recommendations/use-cases/measure-recommendation.ts';
import { ADVICE_JOBS, scheduleDailyRound } from '../recommendations/use-cases/schedule-advice.ts';

/** Looks for recommendations once a day and sets itself again, also after it failed for good. */
const dailyRound: JobHandler = {
  kind: ADVICE_JOBS.tick,
  run: async (ctx, job) => {
    const round = await prepareRound(ctx, job.signal);
    await ctx.db.transaction(ctx, async (tx) => {
      await storeRound(tx, round);
      // Ending this one first frees the key for the next.
      await job.complete(tx);
      await scheduleDailyRound(tx);
    });
  },
  onDead: (tx) => scheduleDailyRound(tx),
};

/** Looks for recommendations because somebody asked. */
const roundOnDemand: JobHandler = {
  kind: ADVICE_JOBS.round,
  run: async (ctx, job) => {
    const kinds = job.payload.kinds as readonly string[] | null;
    const round = await prepareRound(ctx, job.signal, { asksAll: true });
    const found = round.found.filter(({ finding }) => kinds?.includes(finding.proposal.kind) ?? true);
    await ctx.db.transaction(ctx, async (tx) => {
      await storeRound(tx, { ...round, found });
      await job.complete(tx);
    });
  },
};

const wake: JobHandler = {
  kind: ADVICE_JOBS.wake,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      await wakeRecommendation(tx, String(job.payload.recommendationId));
      await job.complete(tx);
    }),
};

const measure: JobHandler = {
  kind: ADVICE_JOBS.measure,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      // Ending this one first frees the key, should it have to be tried later.
      await job.complete(tx);
      await measureRecommendation(tx, String(job.payload.recommendationId));
    }),
};

export const adviceJobs: readonly JobHandler[] = [dailyRound, roundOnDemand, wake, measure];

/** Starts the daily round; whatever the number of processes, there is one. */
export async function startAdvice(services: ContextServices): Promise<() => Promise<void>> {
  const ctx = callContext(services, { caller: systemCaller() });
  await ctx.db.transaction(ctx, (tx) => scheduleDailyRound(tx));
  return () => Promise.resolve();
}
