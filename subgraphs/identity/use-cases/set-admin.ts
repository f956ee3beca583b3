import type { CallContext } from '@effect-studio/kernel/context';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
} from '@effect-studio/kernel/errors';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/idempotency';
import { isId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { whatNamesAdmins } from '../config.ts';
import { withAdmin } from '../domain/person.ts';
import { findListedPerson, setRoles } from '../persistence/people.ts';
import { listLiveSessions } from '../persistence/sessions.ts';
import { asPlatform } from './as-platform.ts';
import { endSession } from './end-session.ts';

type Done = { __typename: 'User'; id: string };
type Refusal = NotFound | InvalidInput | InvalidState | IdempotencyConflict;

const refused = (humanReadableCause: string, suggestedAction: string): InvalidState =>
  problem('InvalidState', { title: 'Role not changed', status: 409, humanReadableCause, suggestedAction });

/**
 * Makes a person an admin, or takes the role away. Who loses it is signed out everywhere, so that no socket that is open goes
 * on as an admin's. Nobody changes their own role: there is always an admin left. Admin only.
 */
export async function setAdmin(
  ctx: CallContext,
  input: { userId: string; isAdmin: boolean; reason: string; idempotencyKey: string },
): Promise<Done | Refusal> {
  const { userId, isAdmin, idempotencyKey: key } = input;
  const reason = input.reason.trim();
  if (reason === '') return invalidInput('reason', 'A reason is missing.', 'Say in a sentence why.');
  if (!isId(userId) || userId === SYSTEM_SUBJECT_ID) return notFound('person', userId);
  if (userId === ctx.caller.subjectId) {
    return refused('Nobody changes their own role.', 'Ask another admin.');
  }
  const named = whatNamesAdmins();
  if (named) {
    return refused(
      `Who is an admin follows from ${named} at every sign-in here, so a role that is given by hand would not last.`,
      named === 'ADMIN_EMAILS'
        ? 'Have the list of addresses changed where the studio is started.'
        : 'Have it changed at the issuer.',
    );
  }
  const platform = asPlatform(ctx);
  const command = { operation: 'setAdmin', key, payload: { userId, isAdmin, reason } };
  return idempotent<Done | NotFound>(
    platform,
    { ...command, subjectId: ctx.caller.subjectId },
    async (tx) => {
      const person = await findListedPerson(tx, userId);
      if (!person) return notFound('person', userId);
      const next = withAdmin(person, isAdmin);
      if (next === person) return { __typename: 'User', id: userId };
      await setRoles(tx, userId, next.roles);
      if (!isAdmin) {
        for (const session of await listLiveSessions(tx, userId)) {
          await endSession(ctx, tx, { sessionId: session.id, userId });
        }
      }
      return { __typename: 'User', id: userId };
    },
  );
}
