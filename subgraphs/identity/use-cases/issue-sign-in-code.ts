import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { fieldCrypto } from '../config.ts';
import { normaliseEmail } from '../domain/email-address.ts';
import { CODE_TTL_MS, drawCode } from '../domain/sign-in-code.ts';
import { findPersonByAddress } from '../persistence/people.ts';
import { insertCode } from '../persistence/sign-in-codes.ts';
import { asPlatform } from './as-platform.ts';
import { addressIndex } from './register-person.ts';

/** The hash of a code; bound to its address, so that equal codes of two people differ. */
export const codeMac = (index: Buffer, code: string): Buffer =>
  fieldCrypto().mac('sign-in-code', `${index.toString('hex')}:${code}`);

/** Makes a code within a running transaction. @param ttlMs milliseconds, default ten minutes */
export async function makeCode(tx: Transaction, index: Buffer, ttlMs = CODE_TTL_MS): Promise<string> {
  const code = drawCode();
  await insertCode(tx, {
    id: newId(),
    addressIndex: index,
    codeMac: codeMac(index, code),
    expiresAt: new Date(tx.now.getTime() + ttlMs),
  });
  return code;
}

/**
 * Makes a one-time code for a registered person and answers it instead of sending it: for seeding only.
 * @param input.ttlMs how long it is good, default ten minutes
 * @throws StudioError `PERSON_UNKNOWN` when nobody registered has the address
 */
export async function issueSignInCode(
  ctx: CallContext,
  input: { email: string; ttlMs?: number },
): Promise<{ code: string }> {
  const address = normaliseEmail(input.email);
  const index = addressIndex(address ?? '');
  const platform = asPlatform(ctx);
  return platform.db.transaction(platform, async (tx) => {
    if (!(await findPersonByAddress(tx, index))) {
      throw new StudioError('PERSON_UNKNOWN', 'nobody with this address is registered');
    }
    return { code: await makeCode(tx, index, input.ttlMs) };
  });
}
