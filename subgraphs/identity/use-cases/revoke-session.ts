import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type NotFound, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { endSession } from './end-session.ts';

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
    async (tx) =>
      (await endSession(ctx, tx, { sessionId, userId }))
        ? { __typename: 'SessionRevocation' as const, sessionId }
        : notFound('session', sessionId),
  );
}
