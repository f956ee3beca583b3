import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { listLiveSessions } from '../persistence/sessions.ts';
import { endSession } from './end-session.ts';

export interface SessionRevocations {
  __typename: 'SessionRevocations';
  sessionIds: string[];
}

/** Ends every session of the caller, the present one only when asked to. */
export async function revokeAllSessions(
  ctx: CallContext,
  input: { keepsCurrent: boolean; idempotencyKey: string },
): Promise<SessionRevocations | IdempotencyConflict> {
  const userId = ctx.caller.subjectId ?? '';
  const { keepsCurrent } = input;
  return idempotent(
    ctx,
    { operation: 'revokeAllSessions', key: input.idempotencyKey, payload: { keepsCurrent } },
    async (tx) => {
      const sessionIds: string[] = [];
      for (const { id: sessionId } of await listLiveSessions(tx, userId)) {
        if (keepsCurrent && sessionId === ctx.caller.sessionId) continue;
        if (await endSession(ctx, tx, { sessionId, userId })) sessionIds.push(sessionId);
      }
      return { __typename: 'SessionRevocations' as const, sessionIds };
    },
  );
}
