import type { CallContext } from '@effect-studio/kernel/context';
import { normaliseEmail } from '../domain/email-address.ts';
import { CODE_TTL_MS, currentAttempts, MAX_CODES_PER_WINDOW } from '../domain/sign-in-code.ts';
import { chosenMail } from '../mail/choose-mail.ts';
import type { MailPort } from '../mail/mail-port.ts';
import { findPersonByAddress } from '../persistence/people.ts';
import { claimAttempts, forgetCodesBefore, storeAttempts } from '../persistence/sign-in-codes.ts';
import { asPlatformOfAddress } from './as-platform.ts';
import { makeCode } from './issue-sign-in-code.ts';
import { addressIndex } from './register-person.ts';

const KEEP_CODES_MS = 24 * 3_600_000;

/**
 * Sends a one-time code. Answers nothing of whether the address is known, locked or was sent too many:
 * in those cases nothing is sent.
 */
export async function requestSignInCode(
  ctx: CallContext,
  input: { email: string },
  mail: MailPort = chosenMail(),
): Promise<void> {
  const address = normaliseEmail(input.email);
  if (!address) return;
  const index = addressIndex(address);
  const platform = await asPlatformOfAddress(ctx, index);
  await platform.db.transaction(platform, async (tx) => {
    const attempts = currentAttempts(await claimAttempts(tx, index), tx.now);
    const person = await findPersonByAddress(tx, index);
    const maySend = !attempts.lockedUntil && attempts.codesSent < MAX_CODES_PER_WINDOW;
    await storeAttempts(tx, index, { ...attempts, codesSent: attempts.codesSent + (maySend ? 1 : 0) });
    if (!person || !maySend) return;
    await forgetCodesBefore(tx, new Date(tx.now.getTime() - KEEP_CODES_MS));
    const code = await makeCode(tx, index);
    await mail.send(tx, {
      to: address,
      subject: 'Your sign-in code',
      text: `Your code is ${code}. It is good for ${CODE_TTL_MS / 60_000} minutes and for one sign-in.`,
    });
  });
}
