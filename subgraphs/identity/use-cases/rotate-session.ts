import type { CallContext } from '@effect-studio/kernel/context';
import { drawSessionToken, hashToken, LOST_TOKEN_MS } from '../domain/session.ts';
import { claimSession, findLiveSession, replaceToken } from '../persistence/sessions.ts';
import { addToDirectory } from '../persistence/tenant-directory.ts';
import { asPlatformOfSession } from './as-platform.ts';
import { acceptSpentToken } from './find-session-identity.ts';

/** The session's new token; this is the only time it is seen. */
export interface RotatedSession {
  sessionToken: string;
  sessionId: string;
  expiresAt: Date;
}

/**
 * Changes the token of a session. The old one stays good until shortly after the new one is first used, so that
 * an answer that gets lost locks nobody out; shown later it ends the session.
 * @param tokenHash SHA-256 of the present token, hex
 * @returns null when there is no such session, or it was changed a moment ago by another request
 */
export async function rotateSession(ctx: CallContext, tokenHash: string): Promise<RotatedSession | null> {
  if (!/^[0-9a-f]{64}$/.test(tokenHash)) return null;
  const platform = await asPlatformOfSession(ctx, Buffer.from(tokenHash, 'hex'));
  return platform.db.transaction(platform, async (tx) => {
    const session =
      (await findLiveSession(tx, tokenHash))?.session ??
      (await acceptSpentToken(platform, tx, tokenHash))?.session;
    const claimed = session && (await claimSession(tx, session.id));
    if (!claimed) return null;
    const isPresent = claimed.tokenHash === tokenHash;
    const { rotatedAt, confirmedAt } = claimed.session;
    const isLost = confirmedAt === null && tx.now.getTime() - (rotatedAt?.getTime() ?? 0) >= LOST_TOKEN_MS;
    if (!isPresent && !isLost) return null;
    const sessionToken = drawSessionToken();
    const newHash = hashToken(sessionToken);
    // What did not arrive belongs to nobody: whoever shows it has taken it on its way.
    const lost = isPresent ? [] : [{ hash: claimed.tokenHash, at: new Date(0) }];
    await replaceToken(tx, claimed.session, newHash, [...lost, { hash: tokenHash, at: tx.now }]);
    await addToDirectory(tx, Buffer.from(newHash, 'hex'));
    return { sessionToken, sessionId: claimed.session.id, expiresAt: claimed.session.expiresAt };
  });
}
