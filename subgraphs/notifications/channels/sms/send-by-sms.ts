import type { CallContext } from '@effect-studio/kernel/context';
import { appOrigin } from '../../config.ts';
import type { AttemptOutcome } from '../../domain/delivery.ts';
import { placeOf } from '../../domain/letter.ts';
import type { DueDelivery } from '../../persistence/delivery-rows.ts';
import { openPhone } from '../../persistence/phone-rows.ts';
import { chosenSms } from './choose-sms.ts';

/** What fits into two messages with letters of every language. */
const TITLE_LIMIT = 80;

/** Sends the title of a notice, and where to read on, to its owner's confirmed number. */
export async function sendBySms(ctx: CallContext, due: DueDelivery): Promise<AttemptOutcome> {
  const sms = chosenSms();
  if (!sms) return { kind: 'no-way', cause: 'This studio sends no text messages (SMS_URL).' };
  const phone = await ctx.db.transaction(ctx, (tx) => openPhone(tx, due.ownerId));
  if (!phone?.isConfirmed) return { kind: 'no-way', cause: 'The person has no confirmed number.' };
  const text = `${due.title.slice(0, TITLE_LIMIT)}\n${placeOf(due, appOrigin())}`;
  return sms.send({ id: due.id, to: phone.number, text });
}
