import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { isId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { whatNames } from '../config.ts';
import { type GrantedRole, withRole } from '../domain/person.ts';
import { findListedPerson, setRoles } from '../persistence/people.ts';
import { asPlatform } from './as-platform.ts';
import { endSessionsOf } from './end-session.ts';

type Done = { __typename: 'User'; id: string };
type Refusal = NotFound | InvalidInput | InvalidState | IdempotencyConflict;

interface RoleInput {
  userId: string;
  reason: string;
  idempotencyKey: string;
}

const refused = (humanReadableCause: string, suggestedAction: string): InvalidState =>
  problem('InvalidState', { title: 'Role not changed', status: 409, humanReadableCause, suggestedAction });

/** Makes a person an admin, or takes the role away. Admin only. */
export const setAdmin = (
  ctx: CallContext,
  { isAdmin, ...input }: RoleInput & { isAdmin: boolean },
): Promise<Done | Refusal> =>
  changeRole(ctx, input, { role: 'admin', has: isAdmin, operation: 'setAdmin', payload: { isAdmin } });

/** Makes a person a maker of effects, or takes the role away. Admin only. */
export const setMaker = (
  ctx: CallContext,
  { isMaker, ...input }: RoleInput & { isMaker: boolean },
): Promise<Done | Refusal> =>
  changeRole(ctx, input, { role: 'maker', has: isMaker, operation: 'setMaker', payload: { isMaker } });

/**
 * Who loses a role is signed out everywhere, so that no socket that is open goes on with it. Nobody changes their own
 * role: there is always an admin left.
 */
async function changeRole(
  ctx: CallContext,
  input: RoleInput,
  change: { role: GrantedRole; has: boolean; operation: string; payload: object },
): Promise<Done | Refusal> {
  const { userId, idempotencyKey: key } = input;
  const { role, has, operation } = change;
  const reason = input.reason.trim();
  if (reason === '') return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why.');
  if (!isId(userId) || userId === SYSTEM_SUBJECT_ID) return notFound('person', userId);
  if (userId === ctx.caller.subjectId) {
    return refused('Nobody changes their own role.', 'Ask another admin.');
  }
  const named = whatNames(role);
  if (named) {
    return refused(
      `Who is ${role === 'admin' ? 'an admin' : 'a maker'} follows from ${named} at every sign-in here, so a role that is given by hand would not last.`,
      named === 'ADMIN_EMAILS'
        ? 'Have the list of addresses changed where the studio is started.'
        : 'Have it changed at the issuer.',
    );
  }
  const platform = asPlatform(ctx);
  const command = { operation, key, payload: { userId, ...change.payload, reason } };
  return idempotent<Done | NotFound>(
    platform,
    { ...command, subjectId: ctx.caller.subjectId },
    async (tx) => {
      const person = await findListedPerson(tx, userId);
      if (!person) return notFound('person', userId);
      const next = withRole(person, role, has);
      if (next === person) return { __typename: 'User', id: userId };
      await setRoles(tx, userId, next.roles);
      if (!has) await endSessionsOf(ctx, tx, userId);
      return { __typename: 'User', id: userId };
    },
  );
}
