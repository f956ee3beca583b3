import { StudioError } from '@effect-studio/kernel/errors';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { chosenSms } from '../channels/sms/choose-sms.ts';
import type { Locale } from '../domain/locale.ts';
import { openPhone } from '../persistence/phone-rows.ts';
import { settingsOf } from '../persistence/settings-rows.ts';
import { SEND_PHONE_CODE } from '../use-cases/set-phone-number.ts';

const WORDS: Readonly<Record<Locale, (code: string) => string>> = {
  en: (code) => `${code} is your Effect Studio code. It is good for 10 minutes.`,
  de: (code) => `${code} ist dein Effect-Studio-Code. Er gilt 10 Minuten.`,
};

/** Sends the code by which a number is confirmed; one that is too old, or was replaced, is not sent. */
export const sendPhoneCodeJob: JobHandler = {
  kind: SEND_PHONE_CODE,
  // Whoever waits for a code does not wait for the news of others.
  lane: 'code',
  lockMs: 30_000,
  run: async (ctx, job) => {
    const ownerId = String(job.payload.ownerId);
    const [phone, { locale }] = await ctx.db.transaction(ctx, async (tx) => [
      await openPhone(tx, ownerId),
      await settingsOf(tx, ownerId),
    ]);
    const sms = chosenSms();
    if (!phone?.code || !sms) return;
    const outcome = await sms.send({ id: job.id, to: phone.number, text: WORDS[locale](phone.code) });
    // Whoever waits for a code is there: if it does not go out within the minute, they ask for another one.
    if (outcome.kind === 'failed') {
      throw new StudioError('SMS_NOT_TAKEN', outcome.cause, { retryable: true });
    }
    if (outcome.kind === 'refused') ctx.log.warn({ cause: outcome.cause }, 'a code was not sent');
  },
};
