import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { Person } from '../domain/person.ts';
import { deviceName, drawSessionToken, hashToken, type Session, slidingExpiry } from '../domain/session.ts';
import { insertSession } from '../persistence/sessions.ts';
import { addToDirectory } from '../persistence/tenant-directory.ts';

/** A session was opened; this is the only time its token is seen. */
export interface OpenedSession {
  token: string;
  session: Session;
  person: Person;
}

/**
 * Opens a session for somebody who has just shown who they are, within a running transaction.
 * @param issuerSessionIndex of the session at an issuer that it follows from; default: of none
 */
export async function openSession(
  tx: Transaction,
  person: Person,
  device: string,
  issuerSessionIndex: Buffer | null = null,
): Promise<OpenedSession> {
  const token = drawSessionToken();
  const session: Session = {
    id: newId(),
    ownerId: person.id,
    tenantId: person.tenantId,
    device: deviceName(device),
    createdAt: tx.now,
    lastSeenAt: tx.now,
    expiresAt: slidingExpiry(tx.now, tx.now),
    rotatedAt: null,
    confirmedAt: null,
  };
  await insertSession(tx, session, hashToken(token), issuerSessionIndex);
  await addToDirectory(tx, Buffer.from(hashToken(token), 'hex'));
  return { token, session, person };
}
