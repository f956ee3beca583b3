import { StudioError } from '@effect-studio/kernel/errors';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { sharedDelivery } from '../mail/shared-delivery.ts';
import { findMail, forgetMail } from '../mail/table-mail.ts';

/** A letter with a code that is older than the code is good for helps nobody. */
const LATE_MS = 10 * 60_000;

/** Hands a letter from the table of outgoing mail to the mail server, at least once, and takes it out. */
export const sendMailJob: JobHandler = {
  kind: 'send-mail',
  run: async (ctx, job) => {
    const id = String(job.payload.mailId);
    const mail = await ctx.db.transaction(ctx, (tx) => findMail(tx, id));
    if (mail && ctx.clock.now().getTime() - mail.createdAt.getTime() < LATE_MS) {
      const delivery = sharedDelivery();
      if (!delivery) {
        throw new StudioError('MAIL_SERVER_MISSING', 'a letter waits, and SMTP_URL names no mail server', {
          retryable: true,
        });
      }
      await delivery.deliver(id, mail);
    }
    await ctx.db.transaction(ctx, async (tx) => {
      await forgetMail(tx, id);
      await job.complete(tx);
    });
  },
};
