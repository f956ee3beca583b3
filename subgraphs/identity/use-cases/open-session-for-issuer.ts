import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { adminAddresses, fieldCrypto } from '../config.ts';
import { displayNameOf } from '../domain/display-name.ts';
import { normaliseEmail } from '../domain/email-address.ts';
import { type Person, withAdmin } from '../domain/person.ts';
import { findAccountOwner, hasAccountAt, insertAccount } from '../persistence/issuer-accounts.ts';
import { findPeople, findPersonByAddress, lockAddress, setRoles } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { addressIndex, registerAddress } from './register-person.ts';

/** What an OpenID Connect issuer says of somebody; the gateway checked that it says so. */
export interface IssuerSignIn {
  issuer: string;
  subject: string;
  /** An address that the issuer has verified. */
  email: string;
  displayName: string;
  device: string;
}

/**
 * Opens a session for the owner of an account at an issuer. A new account belongs to the person whose
 * address it brings, and with a new address somebody is registered. A person has one account at an issuer:
 * an address that went to another account there does not take its former holder's place. Whether they are an admin
 * follows, at every sign-in, from `ADMIN_EMAILS` and the address that the issuer says now; their other sessions see it at once.
 */
export async function openSessionForIssuer(
  ctx: CallContext,
  input: IssuerSignIn,
): Promise<OpenedSession | InvalidInput> {
  const address = normaliseEmail(input.email);
  if (!address) return invalidInput('email', 'This is no e-mail address.', 'Correct it at your account.');
  const { issuer, subject, device } = input;
  const subjectIndex = fieldCrypto().mac('issuer-subject', JSON.stringify([issuer, subject]));
  const platform = asPlatform(ctx);
  return platform.db.transaction(platform, async (tx) => {
    const index = addressIndex(address);
    // First sign-ins of one account at the same time bring the same address.
    await lockAddress(tx, index);
    const ownerId = await findAccountOwner(tx, subjectIndex);
    const owner = ownerId && (await findPeople(tx, [ownerId])).get(ownerId);
    if (owner) return openSession(tx, await asNamed(tx, owner, address), device);
    const known = await findPersonByAddress(tx, index);
    if (known && (await hasAccountAt(tx, known.id, issuer))) {
      return invalidInput(
        'email',
        'This address belongs to another account.',
        'Sign in with the account that you used before.',
      );
    }
    const roles = adminAddresses().has(address) ? (['admin'] as const) : [];
    const displayName = displayNameOf(input.displayName);
    const person = known
      ? await asNamed(tx, known, address)
      : await registerAddress(tx, { address, displayName, roles });
    await insertAccount(tx, person, { issuer, subjectIndex });
    return openSession(tx, person, device);
  });
}

/** The person as an admin or none, as `ADMIN_EMAILS` has it; where it names nobody, they stay what they are. */
async function asNamed(tx: Transaction, person: Person, address: string): Promise<Person> {
  const admins = adminAddresses();
  const named = admins.size === 0 ? person : withAdmin(person, admins.has(address));
  if (named !== person) await setRoles(tx, person.id, named.roles);
  return named;
}
