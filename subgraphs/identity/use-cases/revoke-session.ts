import type { CallContext } from '@effect-studio/kernel/context';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/idempotency';
import { isId } from '@effect-studio/kernel/ids';
import { SessionRevoked } from '@effect-studio/schema/events/identity';
import { markSessionRevoked } from '../persistence/sessions.ts';

/** Topic of the tick that tells gateways at once; the event follows by the bus. Data: `{sessionId}`. */
export const SESSION_REVOKED_TOPIC = 'identity:session-revoked';

/** Ends a session of the caller; sockets that it holds open close within seconds. */
export async function revokeSession(
  ctx: CallContext,
  input: { sessionId: string; idempotencyKey: string },
): Promise<{ __typename: 'SessionRevocation'; sessionId: string } | NotFound | IdempotencyConflict> {
  const { sessionId } = input;
  const userId = ctx.caller.subjectId;
  if (ctx.caller.kind !== 'person' || !userId || !isId(sessionId)) return notFound('session', sessionId);
  return idempotent(
    ctx,
    { operation: 'revokeSession', key: input.idempotencyKey, payload: { sessionId } },
    async (tx) => {
      if (!(await markSessionRevoked(tx, sessionId, userId))) return notFound('session', sessionId);
      await tx.emit(SessionRevoked, {
        aggregateId: userId,
        payload: { userId, sessionId },
        idempotencyKey: `identity:${sessionId}:revoke-session:v1`,
      });
      tx.afterCommit(() => ctx.ticks.publish(SESSION_REVOKED_TOPIC, { sessionId }));
      return { __typename: 'SessionRevocation' as const, sessionId };
    },
  );
}
