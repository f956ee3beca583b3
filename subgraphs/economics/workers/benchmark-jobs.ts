import { type ContextServices, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { ROUND_EVERY_DAYS } from '../benchmarks/domain/benchmark-round.ts';
import { BENCHMARK_CHANGED } from '../benchmarks/use-cases/notice-catalogue.ts';
import { startRound } from '../benchmarks/use-cases/start-round.ts';

const TICK = 'benchmark-tick';
const DAY_MS = 86_400_000;

function scheduleTick(tx: Transaction): Promise<void> {
  const dueAt = new Date(tx.now.getTime() + ROUND_EVERY_DAYS * DAY_MS);
  return tx.schedule({ kind: TICK, dedupeKey: TICK, payload: {}, dueAt });
}

/** Compares all providers once a week and sets itself again, also after it failed for good. */
const weeklyRound: JobHandler = {
  kind: TICK,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      await startRound(tx, { cause: 'SCHEDULE', effectTypeIds: null, repeats: 1 });
      // Ending this one first frees the key for the next.
      await job.complete(tx);
      await scheduleTick(tx);
    }),
  onDead: (tx) => scheduleTick(tx),
};

const afterChange: JobHandler = {
  kind: BENCHMARK_CHANGED,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      await startRound(tx, { cause: 'CATALOGUE_CHANGED', effectTypeIds: null, repeats: 1 });
      await job.complete(tx);
    }),
};

export const benchmarkJobs: readonly JobHandler[] = [weeklyRound, afterChange];

/** Starts the weekly round; the first one is due a week after the first start. */
export async function startBenchmarks(services: ContextServices): Promise<() => Promise<void>> {
  const ctx = callContext(services, { caller: systemCaller() });
  await ctx.db.transaction(ctx, (tx) => scheduleTick(tx));
  return () => Promise.resolve();
}
