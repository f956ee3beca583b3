import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { LogPatternsCounted } from '@effect-studio/schema/events/operations';
import { countLogPatterns } from '../persistence/log-pattern-counts.ts';

const STEP_MS = 15 * 60_000;
const WINDOW_MS = 3_600_000;

/**
 * Counts the last hour's entries of the action log by kind, every quarter of an hour, and says the counts: operations is
 * the one context that may read the log, and whoever looks for anomalies need not.
 */
export const countLogPatternsTick: JobHandler = {
  kind: 'count-log-patterns',
  everyMs: STEP_MS,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      const windowEnd = new Date(Math.floor(tx.now.getTime() / STEP_MS) * STEP_MS);
      const windowStart = new Date(windowEnd.getTime() - WINDOW_MS);
      const patterns = await countLogPatterns(tx, windowStart, windowEnd);
      await tx.emit(LogPatternsCounted, {
        aggregateId: 'action-log',
        payload: { windowStart: windowStart.toISOString(), windowEnd: windowEnd.toISOString(), patterns },
        idempotencyKey: `operations:action-log:count-${windowEnd.getTime()}:v1`,
      });
      await job.complete(tx);
    }),
};
