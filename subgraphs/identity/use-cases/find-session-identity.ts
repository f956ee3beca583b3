import type { CallContext } from '@effect-studio/kernel/context';
import { type PersonRole, scopesOfRoles } from '../domain/person.ts';
import { SESSION_TOUCH_MS, type Session, slidingExpiry } from '../domain/session.ts';
import { findLiveSession, touchSession } from '../persistence/sessions.ts';
import { asPlatformOfSession } from './as-platform.ts';

/** What the gateway needs to know of a session. */
export interface SessionIdentity {
  sessionId: string;
  userId: string;
  tenantId: string;
  roles: PersonRole[];
  scopes: string[];
  expiresAt: Date;
}

export function identityOf(session: Session, roles: readonly PersonRole[]): SessionIdentity {
  return {
    sessionId: session.id,
    userId: session.ownerId,
    tenantId: session.tenantId,
    roles: [...roles],
    scopes: scopesOfRoles(roles),
    expiresAt: session.expiresAt,
  };
}

/**
 * The live session behind a token; using it moves its end.
 * @param tokenHash SHA-256 of the token, 64 hex digits
 */
export async function findSessionIdentity(
  ctx: CallContext,
  tokenHash: string,
): Promise<SessionIdentity | null> {
  if (!/^[0-9a-f]{64}$/.test(tokenHash)) return null;
  const platform = await asPlatformOfSession(ctx, Buffer.from(tokenHash, 'hex'));
  return platform.db.transaction(platform, async (tx) => {
    const found = await findLiveSession(tx, tokenHash);
    if (!found) return null;
    const { session, roles } = found;
    if (tx.now.getTime() - session.lastSeenAt.getTime() < SESSION_TOUCH_MS) return identityOf(session, roles);
    const expiresAt = slidingExpiry(session.createdAt, tx.now);
    await touchSession(tx, session.id, expiresAt);
    return identityOf({ ...session, expiresAt }, roles);
  });
}
