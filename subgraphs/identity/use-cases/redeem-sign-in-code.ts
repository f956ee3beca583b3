import type { CallContext } from '@effect-studio/kernel/context';
import { normaliseEmail } from '../domain/email-address.ts';
import { afterWrongCode, attemptsLeft, currentAttempts, isCodeShaped } from '../domain/sign-in-code.ts';
import { type SignInRefused, signInRefused } from '../domain/sign-in-refused.ts';
import { findPersonByAddress } from '../persistence/people.ts';
import { claimAttempts, storeAttempts, useCode } from '../persistence/sign-in-codes.ts';
import { asPlatformOfAddress } from './as-platform.ts';
import { codeMac } from './issue-sign-in-code.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { addressIndex } from './register-person.ts';

/**
 * Exchanges a code for a session. Wrong codes are counted per address, over all codes that were sent to
 * it; the fifth locks the address for 15 minutes, and a lock refuses right codes too.
 */
export async function redeemSignInCode(
  ctx: CallContext,
  input: { email: string; code: string; device: string },
): Promise<OpenedSession | SignInRefused> {
  const address = normaliseEmail(input.email);
  if (!address) return signInRefused(1);
  const index = addressIndex(address);
  const platform = await asPlatformOfAddress(ctx, index);
  return platform.db.transaction(platform, async (tx) => {
    const attempts = currentAttempts(await claimAttempts(tx, index), tx.now);
    if (attempts.lockedUntil) return signInRefused(0);
    const code = input.code.replaceAll(/\s/g, '');
    const isRight = isCodeShaped(code) && (await useCode(tx, index, codeMac(index, code)));
    const person = isRight ? await findPersonByAddress(tx, index) : null;
    if (!person) {
      const counted = afterWrongCode(attempts, tx.now);
      await storeAttempts(tx, index, counted);
      return signInRefused(attemptsLeft(counted));
    }
    await storeAttempts(tx, index, { ...attempts, wrongAttempts: 0, codesSent: 0 });
    return openSession(tx, person, input.device);
  });
}
