import { timingSafeEqual } from 'node:crypto';
import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput, type NotFound, notFound } from '@effect-studio/kernel/errors';
import { confirmPhone, openPhone, takeCodeAttempt } from '../persistence/phone-rows.ts';
import { hashed } from './set-phone-number.ts';

/** Takes the code that was sent to the caller's number; from then on news may go there. */
export async function confirmPhoneNumber(
  ctx: CallContext,
  { code, idempotencyKey }: { code: string; idempotencyKey: string },
): Promise<{ ownerId: string } | InvalidInput | NotFound | IdempotencyConflict> {
  const ownerId = ctx.caller.subjectId ?? '';
  const given = Buffer.from(code.replaceAll(/\s/g, ''));
  // Before anything is compared, and for good: what a refusal writes is rolled back, and guesses come side by side.
  const mayTry = await ctx.db.transaction(ctx, (tx) => takeCodeAttempt(tx, ownerId));
  const command = {
    operation: 'confirmPhoneNumber',
    key: idempotencyKey,
    payload: { code: hashed(given.toString()) },
  };
  return idempotent<{ ownerId: string } | InvalidInput | NotFound>(ctx, command, async (tx) => {
    const phone = await openPhone(tx, ownerId);
    if (!phone) return notFound('telephone', 'yours');
    if (phone.isConfirmed) return { ownerId };
    if (phone.code === null || !mayTry) {
      return invalidInput('code', 'The code is too old, or was tried too often.', 'Have another code sent.');
    }
    const expected = Buffer.from(phone.code);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return invalidInput('code', 'This is not the code that was sent.', 'Look at the newest message.');
    }
    await confirmPhone(tx, ownerId);
    return { ownerId };
  });
}
