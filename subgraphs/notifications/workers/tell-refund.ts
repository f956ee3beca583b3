import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { hasToldRefund } from '../domain/run-ending.ts';
import { addEndingFact } from '../persistence/run-ending-rows.ts';
import { notify } from '../use-cases/notify.ts';

/** Kind of the timer that looks whether a refund was told of. */
export const TELL_REFUND = 'tell-refund';

/** Tells of a refund that no notice about the run's ending spoke of. */
export const tellRefundTimer: JobHandler = {
  kind: TELL_REFUND,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      const runId = String(job.payload.runId);
      const ownerId = String(job.payload.ownerId);
      const facts = await addEndingFact(tx, { runId, ownerId });
      if (!hasToldRefund(facts)) {
        await notify(tx, {
          ownerId,
          kind: 'TOKENS_REFUNDED',
          topic: `refund:${String(job.payload.refundEventId)}`,
          values: {
            amountTokens: { tokens: Number(job.payload.amountTokens) },
            reason: String(job.payload.reason),
          },
          runId,
        });
      }
      await job.complete(tx);
    }),
};
