import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type PersonRole, scopesOfRoles } from '../domain/person.ts';
import {
  isRotationDue,
  isStillOnItsWay,
  SESSION_TOUCH_MS,
  type Session,
  slidingExpiry,
} from '../domain/session.ts';
import { confirmSession, findBySpentToken, findLiveSession, touchSession } from '../persistence/sessions.ts';
import { asPlatformOfSession } from './as-platform.ts';
import { endSession } from './end-session.ts';

/** What the gateway needs to know of a session. */
export interface SessionIdentity {
  sessionId: string;
  userId: string;
  tenantId: string;
  roles: PersonRole[];
  scopes: string[];
  expiresAt: Date;
  isRotationDue: boolean;
}

export function identityOf(
  session: Session,
  roles: readonly PersonRole[],
  isRotationDue = false,
): SessionIdentity {
  return {
    sessionId: session.id,
    userId: session.ownerId,
    tenantId: session.tenantId,
    roles: [...roles],
    scopes: scopesOfRoles(roles),
    expiresAt: session.expiresAt,
    isRotationDue,
  };
}

/** A token that is no token of ours. */
const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/**
 * The live session behind a token; using it moves its end. A token that was given up, shown after its successor,
 * ends the session: one of the two was stolen.
 * @param tokenHash SHA-256 of the token, 64 hex digits
 */
export async function findSessionIdentity(
  ctx: CallContext,
  tokenHash: string,
): Promise<SessionIdentity | null> {
  if (!isHash(tokenHash)) return null;
  const platform = await asPlatformOfSession(ctx, Buffer.from(tokenHash, 'hex'));
  return platform.db.transaction(platform, async (tx) => {
    const found = await findLiveSession(tx, tokenHash);
    if (!found) return (await acceptSpentToken(platform, tx, tokenHash))?.identity ?? null;
    const { session, roles } = found;
    if (session.rotatedAt && !session.confirmedAt) await confirmSession(tx, session.id);
    const isDue = isRotationDue(session, tx.now);
    if (tx.now.getTime() - session.lastSeenAt.getTime() < SESSION_TOUCH_MS) {
      return identityOf(session, roles, isDue);
    }
    const expiresAt = slidingExpiry(session.createdAt, tx.now);
    await touchSession(tx, session.id, expiresAt);
    return identityOf({ ...session, expiresAt }, roles, isDue);
  });
}

/**
 * A token that was given up, by somebody to whom its successor may not have come yet.
 * @returns null, and the session has ended, when it comes too late
 */
export async function acceptSpentToken(
  platform: CallContext,
  tx: Transaction,
  tokenHash: string,
): Promise<{ identity: SessionIdentity; session: Session } | null> {
  const spent = await findBySpentToken(tx, tokenHash);
  if (!spent) return null;
  const { session, roles, spentAt } = spent;
  if (isStillOnItsWay(session, spentAt, tx.now)) {
    return { identity: identityOf(session, roles, isRotationDue(session, tx.now)), session };
  }
  await endSession(platform, tx, { sessionId: session.id, userId: session.ownerId });
  const facts = { sessionId: session.id, userId: session.ownerId, correlationId: platform.correlationId };
  platform.log.warn(facts, 'a token that was given up was shown again: its session has ended');
  return null;
}
