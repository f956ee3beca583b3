import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { PersonRegistered } from '@effect-studio/schema/events/identity';
import { fieldCrypto } from '../config.ts';
import { normaliseEmail } from '../domain/email-address.ts';
import type { Person, PersonRole } from '../domain/person.ts';
import { findPersonByAddress, insertPerson, lockAddress } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';

/** The hash under which an address is found, without the address being stored. */
export const addressIndex = (address: string): Buffer => fieldCrypto().mac('address', address);

/**
 * Lets somebody sign in from now on. The same address again answers the same person and changes nothing.
 * @throws StudioError `EMAIL_INVALID`
 */
export async function registerPerson(
  ctx: CallContext,
  input: { email: string; displayName: string; roles: readonly PersonRole[] },
): Promise<{ userId: string }> {
  const address = normaliseEmail(input.email);
  if (!address) throw new StudioError('EMAIL_INVALID', 'this is not an e-mail address');
  const platform = asPlatform(ctx);
  const index = addressIndex(address);
  return platform.db.transaction(platform, async (tx) => {
    await lockAddress(tx, index);
    const existing = await findPersonByAddress(tx, index);
    if (existing) return { userId: existing.id };
    const { displayName, roles } = input;
    return { userId: (await registerAddress(tx, { address, displayName, roles })).id };
  });
}

/**
 * Registers somebody within a running transaction that holds the lock of the address and found nobody there.
 * @param input.address as `normaliseEmail` answers it
 */
export async function registerAddress(
  tx: Transaction,
  input: { address: string; displayName: string; roles: readonly PersonRole[] },
): Promise<Person> {
  const { address, displayName } = input;
  const id = newId();
  const roles = [...new Set<PersonRole>(['user', ...input.roles])];
  const person: Person = { id, tenantId: tx.call.caller.tenantId, displayName, roles, createdAt: tx.now };
  const sealed = fieldCrypto().seal(address, `person_address:${id}`);
  await insertPerson(tx, person, { index: addressIndex(address), sealed });
  await tx.emit(PersonRegistered, {
    aggregateId: id,
    payload: { userId: id, roles },
    idempotencyKey: `identity:${id}:register-person:v1`,
  });
  return person;
}
