import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { Session } from '../domain/session.ts';
import { findAccountOwner } from '../persistence/issuer-accounts.ts';
import {
  listLiveSessions,
  listSessionsOfIssuerSession,
  listSessionsWithoutIssuerSession,
} from '../persistence/sessions.ts';
import { asPlatform } from './as-platform.ts';
import { endSession } from './end-session.ts';
import { issuerSessionIndex, issuerSubjectIndex } from './issuer-index.ts';

/** Who left at an issuer; the gateway has checked that the issuer says so. One of the two names is there. */
export interface IssuerLogout {
  issuer: string;
  subject: string | null;
  /** One session there (`sid`); null: all of the subject's. */
  issuerSession: string | null;
}

/**
 * Ends what somebody opened by an issuer where they have signed out (OpenID Connect Back-Channel Logout 1.0 §2.7):
 * with a session named, what that session opened, and sessions of the subject that cannot be told apart because the
 * issuer told no session for them; with a subject alone, all sessions of that person. The same again ends nothing more.
 * @returns ids of the sessions that ended
 */
export async function endIssuerSessions(ctx: CallContext, logout: IssuerLogout): Promise<string[]> {
  const platform = asPlatform(ctx);
  return platform.db.transaction(platform, async (tx) => {
    const ended: string[] = [];
    for (const { id: sessionId, ownerId: userId } of await sessionsOf(tx, logout)) {
      if (await endSession(platform, tx, { sessionId, userId })) ended.push(sessionId);
    }
    return ended;
  });
}

async function sessionsOf(tx: Transaction, logout: IssuerLogout): Promise<Session[]> {
  const { issuer, subject, issuerSession } = logout;
  const ownerId = subject === null ? null : await findAccountOwner(tx, issuerSubjectIndex(issuer, subject));
  if (issuerSession === null) return ownerId ? listLiveSessions(tx, ownerId) : [];
  const named = await listSessionsOfIssuerSession(tx, issuerSessionIndex(issuer, issuerSession));
  return ownerId ? [...named, ...(await listSessionsWithoutIssuerSession(tx, ownerId))] : named;
}
