import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, type InvalidState, invalidInput, problem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { chosenSms } from '../channels/sms/choose-sms.ts';
import { fieldCrypto } from '../config.ts';
import { CODE_WINDOW_MS, CODES_PER_WINDOW, drawCode, normalisePhoneNumber } from '../domain/phone-number.ts';
import { codeCount, removePhone, storePhone } from '../persistence/phone-rows.ts';

/** What a key remembers of a number or a code: so few are possible that a plain hash would tell it. */
export const hashed = (text: string): string => fieldCrypto().mac('idempotency', text).toString('hex');

/** Kind of the job that sends a code. */
export const SEND_PHONE_CODE = 'send-phone-code';

/**
 * Takes the caller's number, unconfirmed, and sends a code to it: nobody gets news on a telephone of somebody else. Null lets go
 * of the one that is known.
 */
export async function setPhoneNumber(
  ctx: CallContext,
  { number, idempotencyKey }: { number: string | null; idempotencyKey: string },
): Promise<{ ownerId: string } | InvalidInput | InvalidState | IdempotencyConflict> {
  if (number === null) return forgetNumber(ctx, idempotencyKey);
  const normalised = normalisePhoneNumber(number);
  if (!normalised) {
    return invalidInput(
      'number',
      'This is no number that can be dialled from everywhere.',
      'Begin it with + and the country, such as +49.',
    );
  }
  if (!chosenSms()) return sendsNone();
  const ownerId = ctx.caller.subjectId ?? '';
  const command = {
    operation: 'setPhoneNumber',
    key: idempotencyKey,
    payload: { number: hashed(normalised) },
  };
  return idempotent<{ ownerId: string } | InvalidState>(ctx, command, async (tx) => {
    const known = await codeCount(tx, ownerId);
    const isFresh = !known || tx.now.getTime() - known.windowStartedAt.getTime() >= CODE_WINDOW_MS;
    const count = isFresh
      ? { windowStartedAt: tx.now, codesSent: 1 }
      : { ...known, codesSent: known.codesSent + 1 };
    if (count.codesSent > CODES_PER_WINDOW) return tooManyCodes();
    await storePhone(tx, ownerId, { number: normalised, code: drawCode(), count });
    await tx.schedule({
      kind: SEND_PHONE_CODE,
      dedupeKey: `${SEND_PHONE_CODE}:${newId()}`,
      payload: { ownerId },
      maxAttempts: 5,
    });
    return { ownerId };
  });
}

async function forgetNumber(
  ctx: CallContext,
  key: string,
): Promise<{ ownerId: string } | IdempotencyConflict> {
  const ownerId = ctx.caller.subjectId ?? '';
  const command = { operation: 'setPhoneNumber', key, payload: { number: null } };
  return idempotent(ctx, command, async (tx) => {
    await removePhone(tx, ownerId);
    return { ownerId };
  });
}

const sendsNone = (): InvalidState =>
  problem('InvalidState', {
    title: 'No text messages',
    status: 503,
    humanReadableCause: 'This studio sends no text messages.',
    suggestedAction: 'Choose e-mail or this browser.',
  });

const tooManyCodes = (): InvalidState =>
  problem('InvalidState', {
    title: 'Too many codes',
    status: 429,
    humanReadableCause: `No more than ${CODES_PER_WINDOW} codes are sent within an hour.`,
    suggestedAction: 'Try again in an hour.',
  });
