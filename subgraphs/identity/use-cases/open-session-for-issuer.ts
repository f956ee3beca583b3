import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { adminAddresses } from '../config.ts';
import { displayNameOf } from '../domain/display-name.ts';
import { normaliseEmail } from '../domain/email-address.ts';
import { type GrantedRole, type Person, withRole } from '../domain/person.ts';
import { findAccountOwner, hasAccountAt, insertAccount } from '../persistence/issuer-accounts.ts';
import { findPeople, findPersonByAddress, lockAddress, setRoles } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';
import { endSessionsOf } from './end-session.ts';
import { issuerSessionIndex, issuerSubjectIndex } from './issuer-index.ts';
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
  /** The person's session there (`sid`), by which the issuer can end this one; null or absent when it tells none. */
  issuerSession?: string | null;
  /** What its claims say of whether they are an admin; null or absent: nothing, `ADMIN_EMAILS` alone decides. */
  isAdmin?: boolean | null;
  /** The same of whether they are a maker. */
  isMaker?: boolean | null;
}

/** Roles that are named at this sign-in, and whether they have them; null: nothing is said, they stay what they are. */
type NamedRoles = Readonly<Record<GrantedRole, boolean | null>>;

/**
 * Opens a session for the owner of an account at an issuer. A new account belongs to the person whose
 * address it brings, and with a new address somebody is registered. A person has one account at an issuer:
 * an address that went to another account there does not take its former holder's place. Whether they are an admin
 * follows, at every sign-in, from `ADMIN_EMAILS` and the address that the issuer says now, and from its claims where
 * the studio reads them, and so does whether they are a maker; who loses a role is signed out everywhere else.
 */
export async function openSessionForIssuer(
  ctx: CallContext,
  input: IssuerSignIn,
): Promise<OpenedSession | InvalidInput> {
  const address = normaliseEmail(input.email);
  if (!address) return invalidInput('email', 'This is no e-mail address.', 'Correct it at your account.');
  const { issuer, subject, device, issuerSession } = input;
  const subjectIndex = issuerSubjectIndex(issuer, subject);
  const sessionIndex = issuerSession ? issuerSessionIndex(issuer, issuerSession) : null;
  const roles: NamedRoles = {
    admin: isAdminBy(address, input.isAdmin ?? null),
    maker: input.isMaker ?? null,
  };
  const platform = asPlatform(ctx);
  return platform.db.transaction(platform, async (tx) => {
    const index = addressIndex(address);
    // First sign-ins of one account at the same time bring the same address.
    await lockAddress(tx, index);
    const ownerId = await findAccountOwner(tx, subjectIndex);
    const owner = ownerId && (await findPeople(tx, [ownerId])).get(ownerId);
    if (owner) return openSession(tx, await asNamed(ctx, tx, owner, roles), device, sessionIndex);
    const known = await findPersonByAddress(tx, index);
    if (known && (await hasAccountAt(tx, known.id, issuer))) {
      return invalidInput(
        'email',
        'This address belongs to another account.',
        'Sign in with the account that you used before.',
      );
    }
    const displayName = displayNameOf(input.displayName);
    const person = known
      ? await asNamed(ctx, tx, known, roles)
      : await registerAddress(tx, { address, displayName, roles: GRANTED.filter((role) => roles[role]) });
    await insertAccount(tx, person, { issuer, subjectIndex });
    return openSession(tx, person, device, sessionIndex);
  });
}

/** Whether the studio or the issuer names them; null where neither says anything: they stay what they are. */
function isAdminBy(address: string, byIssuer: boolean | null): boolean | null {
  const admins = adminAddresses();
  if (admins.has(address)) return true;
  return admins.size === 0 ? byIssuer : (byIssuer ?? false);
}

const GRANTED: readonly GrantedRole[] = ['maker', 'admin'];

/** Who loses a role is signed out everywhere else, so that no socket that is open goes on with it. */
async function asNamed(
  ctx: CallContext,
  tx: Transaction,
  person: Person,
  roles: NamedRoles,
): Promise<Person> {
  const named = GRANTED.reduce(
    (one, role) => (roles[role] === null ? one : withRole(one, role, roles[role])),
    person,
  );
  if (named === person) return person;
  await setRoles(tx, person.id, named.roles);
  if (person.roles.some((role) => !named.roles.includes(role))) await endSessionsOf(ctx, tx, person.id);
  return named;
}
