import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { SessionRevoked } from '@effect-studio/schema/events/identity';
import { listLiveSessions, markSessionRevoked } from '../persistence/sessions.ts';

/** Topic of the tick that tells gateways at once; the event follows by the bus. Data: `{sessionId}`. */
export const SESSION_REVOKED_TOPIC = 'identity:session-revoked';

/** Ends a session within a running transaction, and tells the world. @returns false when it had ended, or is another's */
export async function endSession(
  ctx: CallContext,
  tx: Transaction,
  { sessionId, userId }: { sessionId: string; userId: string },
): Promise<boolean> {
  if (!(await markSessionRevoked(tx, sessionId, userId))) return false;
  await tx.emit(SessionRevoked, {
    aggregateId: userId,
    payload: { userId, sessionId },
    idempotencyKey: `identity:${sessionId}:revoke-session:v1`,
  });
  tx.afterCommit(() => ctx.ticks.publish(SESSION_REVOKED_TOPIC, { sessionId }));
  return true;
}

/** Ends all sessions of a person, as when they lose a role. */
export async function endSessionsOf(ctx: CallContext, tx: Transaction, userId: string): Promise<void> {
  for (const { id: sessionId } of await listLiveSessions(tx, userId)) {
    await endSession(ctx, tx, { sessionId, userId });
  }
}
