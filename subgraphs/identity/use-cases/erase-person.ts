import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
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
import { MachineRevoked, PersonErased } from '@effect-studio/schema/events/identity';
import { forgetPerson, liveMachinesOf } from '../persistence/erasure.ts';
import { markMachineRevoked } from '../persistence/machines.ts';
import { findPeople } from '../persistence/people.ts';
import { listLiveSessions } from '../persistence/sessions.ts';
import { asPlatform } from './as-platform.ts';
import { endSession } from './end-session.ts';

export type Erased = { __typename: 'PersonErasure'; userId: string };
export type ErasureRefusal = NotFound | InvalidInput | InvalidState | IdempotencyConflict;

/**
 * Forgets the caller, for good: what tells who they are goes now, and every context lets go of its part by the event.
 * @param input.confirmation their display name, so that it does not happen by one wrong click
 */
export async function eraseMe(
  ctx: CallContext,
  input: { confirmation: string; idempotencyKey: string },
): Promise<Erased | ErasureRefusal> {
  const userId = ctx.caller.subjectId ?? '';
  const { confirmation, idempotencyKey: key } = input;
  const platform = asPlatform(ctx);
  const command = { operation: 'eraseMe', key, payload: { confirmation }, subjectId: userId };
  return idempotent<Erased | ErasureRefusal>(platform, command, async (tx) => {
    const person = (await findPeople(tx, [userId])).get(userId);
    if (!person) return notFound('person', userId);
    if (confirmation.trim() !== person.displayName) {
      return invalidInput(
        'confirmation',
        'This is not your name as the studio shows it.',
        'Write it exactly; what is erased cannot be brought back.',
      );
    }
    return erase(ctx, tx, userId);
  });
}

/** Forgets a person who asked for it otherwise, by letter for instance. Admin only. */
export async function erasePerson(
  ctx: CallContext,
  input: { userId: string; reason: string; idempotencyKey: string },
): Promise<Erased | ErasureRefusal> {
  const { userId, idempotencyKey: key } = input;
  const reason = input.reason.trim();
  if (reason === '') {
    return invalidInput('reason', 'A reason is missing.', 'Say in a sentence how the person asked for it.');
  }
  if (!isId(userId)) return notFound('person', userId);
  const platform = asPlatform(ctx);
  const command = { operation: 'erasePerson', key, payload: { userId, reason } };
  return idempotent<Erased | ErasureRefusal>(
    platform,
    { ...command, subjectId: ctx.caller.subjectId },
    (tx) => erase(ctx, tx, userId),
  );
}

async function erase(ctx: CallContext, tx: Transaction, userId: string): Promise<Erased | ErasureRefusal> {
  if (userId === SYSTEM_SUBJECT_ID) return theStudioItself();
  if (!(await findPeople(tx, [userId])).has(userId)) return notFound('person', userId);
  for (const session of await listLiveSessions(tx, userId)) {
    await endSession(ctx, tx, { sessionId: session.id, userId });
  }
  for (const clientId of await liveMachinesOf(tx, userId)) {
    const reason = 'Its owner asked to be forgotten.';
    if (!(await markMachineRevoked(tx, clientId, reason))) continue;
    await tx.emit(MachineRevoked, {
      aggregateId: clientId,
      payload: { clientId, reason },
      idempotencyKey: `identity:${clientId}:revoke-machine:v1`,
    });
  }
  if (!(await forgetPerson(tx, userId))) return notFound('person', userId);
  await tx.emit(PersonErased, {
    aggregateId: userId,
    payload: { userId },
    idempotencyKey: `identity:${userId}:erase-person:v1`,
  });
  return { __typename: 'PersonErasure', userId };
}

const theStudioItself = (): InvalidState =>
  problem('InvalidState', {
    title: 'Not a person',
    status: 409,
    humanReadableCause: 'This is the studio itself, which owns the house clips and nobody’s data.',
    suggestedAction: 'Name the person who asked.',
  });
