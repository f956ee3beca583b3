import type { CallContext } from '@effect-studio/kernel/context';
import type { RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import { sendByMail } from '../channels/mail.ts';
import { sendByPush } from '../channels/push.ts';
import { sendBySms } from '../channels/sms/send-by-sms.ts';
import { type AttemptOutcome, afterAttempt } from '../domain/delivery.ts';
import { type DueDelivery, dueDelivery, storeAttempt } from '../persistence/delivery-rows.ts';
import { scheduleAttempt } from './put-into-outbox.ts';

/**
 * Makes one attempt at a delivery and writes down what came of it; the next one, if there is to be one, is due after the
 * channel's wait. At least once: a process that ends between sending and writing sends again.
 */
export async function deliverNotice(ctx: CallContext, job: RunningJob): Promise<void> {
  const id = String(job.payload.deliveryId);
  const due = await ctx.db.transaction(ctx, (tx) => dueDelivery(tx, id));
  // Gone with its notice, or its attempt was written down and the job's end was not.
  if (due?.state !== 'WAITING') return;
  const outcome = await attempt(ctx, due);
  const attempts = due.attempts + 1;
  const { state, cause, retryAfterMs } = afterAttempt(due.channel, attempts, outcome);
  await ctx.db.transaction(ctx, async (tx) => {
    await storeAttempt(tx, id, { state, attempts, cause });
    if (retryAfterMs !== null) {
      await scheduleAttempt(tx, due, job.id, new Date(tx.now.getTime() + retryAfterMs));
    }
    await job.complete(tx);
  });
  if (state === 'DEAD') {
    ctx.log.warn(
      { deliveryId: id, channel: due.channel, attempts, cause },
      'a notice could not be delivered',
    );
  }
}

async function attempt(ctx: CallContext, due: DueDelivery): Promise<AttemptOutcome> {
  try {
    switch (due.channel) {
      case 'EMAIL':
        return await sendByMail(ctx, due);
      case 'SMS':
        return await sendBySms(ctx, due);
      case 'WEB_PUSH':
        return await sendByPush(ctx, due);
    }
  } catch (error) {
    return { kind: 'failed', cause: error instanceof Error ? error.message : String(error) };
  }
}
