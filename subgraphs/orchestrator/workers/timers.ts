import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import type { SagaInput } from '../domain/saga/saga-input.ts';
import { advanceRun } from '../use-cases/advance-run.ts';
import { TIMER_KINDS } from '../use-cases/carry-out.ts';

/** A timer is a durable job: when it is due, the saga hears of it in the transaction that ends the job. */
function timer(kind: string, inputOf: (payload: Record<string, unknown>) => SagaInput): JobHandler {
  return {
    kind,
    run: (ctx, job) =>
      ctx.db.transaction(ctx, async (tx) => {
        await advanceRun(tx, String(job.payload.runId), inputOf(job.payload));
        await job.complete(tx);
      }),
  };
}

export const TIMERS: readonly JobHandler[] = [
  timer(TIMER_KINDS.WaitDeadline, () => ({ type: 'WaitDeadline' })),
  timer(TIMER_KINDS.RunDeadline, () => ({ type: 'RunDeadline' })),
  timer(TIMER_KINDS.LegsDeadline, () => ({ type: 'LegsDeadline' })),
  timer(TIMER_KINDS.FinishDeadline, ({ finishTaskId }) => ({
    type: 'FinishDeadline',
    finishTaskId: String(finishTaskId),
  })),
];
