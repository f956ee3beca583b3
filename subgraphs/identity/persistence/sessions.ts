import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { PersonRole } from '../domain/person.ts';
import type { Session } from '../domain/session.ts';

interface SessionRow {
  id: string;
  owner_id: string;
  tenant_id: string;
  device: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  rotated_at: Date | null;
  confirmed_at: Date | null;
}

const COLUMNS =
  's.id, s.owner_id, s.tenant_id, s.device, s.created_at, s.last_seen_at, s.expires_at, s.rotated_at, s.confirmed_at';
const INSERT = sql(
  'identity-insert-session',
  `insert into identity.session (id, owner_id, tenant_id, token_hash, device, last_seen_at, expires_at, issuer_session_index, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $6, $6)`,
);
/** $1 token hash, $2 now. No row: unknown, ended or revoked. */
const LIVE_BY_TOKEN = sql(
  'identity-session-by-token',
  `select ${COLUMNS}, p.roles from identity.session s join identity.person p on p.id = s.owner_id
   where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2`,
);
/** $1 hash of a token that was given up, $2 now. */
const LIVE_BY_SPENT_TOKEN = sql(
  'identity-session-by-spent-token',
  `select ${COLUMNS}, p.roles, t.spent_at from identity.spent_session_token t
   join identity.session s on s.id = t.session_id join identity.person p on p.id = s.owner_id
   where t.token_hash = $1 and s.revoked_at is null and s.expires_at > $2`,
);
/** Locks the session, so that of two requests one changes its token. $1 session, $2 now. */
const CLAIM = sql(
  'identity-claim-session',
  `select ${COLUMNS}, s.token_hash from identity.session s
   where s.id = $1 and s.revoked_at is null and s.expires_at > $2 for update`,
);
const CONFIRM = sql(
  'identity-confirm-session',
  'update identity.session set confirmed_at = $2 where id = $1 and confirmed_at is null',
);
const ROTATE = sql(
  'identity-rotate-session',
  `update identity.session set token_hash = $2, rotated_at = $3, confirmed_at = null, updated_at = $3 where id = $1`,
);
/** $1 token hash, $2 session, $3 tenant, $4 when it was given up. */
const SPEND = sql(
  'identity-spend-session-token',
  `insert into identity.spent_session_token (token_hash, session_id, tenant_id, spent_at)
   values ($1, $2, $3, $4) on conflict (token_hash) do update set spent_at = excluded.spent_at`,
);
const IS_LIVE = sql(
  'identity-session-lives',
  'select 1 from identity.session where id = $1 and revoked_at is null and expires_at > $2',
);
const LIVE_OF_OWNER = sql(
  'identity-sessions-of-owner',
  `select ${COLUMNS} from identity.session s
   where s.owner_id = $1 and s.revoked_at is null and s.expires_at > $2 order by s.created_at desc, s.id desc`,
);
/** $1 index of the issuer's session, $2 now. */
const LIVE_OF_ISSUER_SESSION = sql(
  'identity-sessions-of-issuer-session',
  `select ${COLUMNS} from identity.session s
   where s.issuer_session_index = $1 and s.revoked_at is null and s.expires_at > $2 order by s.id`,
);
/** $1 owner, $2 now. */
const LIVE_WITHOUT_ISSUER_SESSION = sql(
  'identity-sessions-without-issuer-session',
  `select ${COLUMNS} from identity.session s
   where s.owner_id = $1 and s.issuer_session_index is null and s.revoked_at is null and s.expires_at > $2 order by s.id`,
);
const TOUCH = sql(
  'identity-touch-session',
  'update identity.session set last_seen_at = $2, expires_at = $3, updated_at = $2 where id = $1 and last_seen_at < $2',
);
/** $1 session, $2 owner, $3 now. No row: not the owner's, or revoked already. */
const REVOKE = sql(
  'identity-revoke-session',
  `update identity.session set revoked_at = $3, updated_at = $3
   where id = $1 and owner_id = $2 and revoked_at is null returning id`,
);

const toSession = (row: SessionRow): Session => ({
  id: row.id,
  ownerId: row.owner_id,
  tenantId: row.tenant_id,
  device: row.device,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
  rotatedAt: row.rotated_at,
  confirmedAt: row.confirmed_at,
});

/**
 * @param tokenHash SHA-256 of the token in hex
 * @param issuerSessionIndex of the session at an issuer that it was opened by; null where there is none
 */
export async function insertSession(
  tx: Transaction,
  session: Session,
  tokenHash: string,
  issuerSessionIndex: Buffer | null,
): Promise<void> {
  const { id, ownerId, tenantId, device, lastSeenAt, expiresAt } = session;
  const hash = Buffer.from(tokenHash, 'hex');
  await tx.rows(INSERT, [id, ownerId, tenantId, hash, device, lastSeenAt, expiresAt, issuerSessionIndex]);
}

export async function findLiveSession(
  tx: Transaction,
  tokenHash: string,
): Promise<{ session: Session; roles: PersonRole[] } | null> {
  const row = await tx.maybeOne<SessionRow & { roles: PersonRole[] }>(LIVE_BY_TOKEN, [
    Buffer.from(tokenHash, 'hex'),
    tx.now,
  ]);
  return row && { session: toSession(row), roles: row.roles };
}

export async function listLiveSessions(tx: Transaction, ownerId: string): Promise<Session[]> {
  return (await tx.rows<SessionRow>(LIVE_OF_OWNER, [ownerId, tx.now])).map(toSession);
}

/** Live sessions that were opened by one session at an issuer. */
export async function listSessionsOfIssuerSession(
  tx: Transaction,
  issuerSessionIndex: Buffer,
): Promise<Session[]> {
  return (await tx.rows<SessionRow>(LIVE_OF_ISSUER_SESSION, [issuerSessionIndex, tx.now])).map(toSession);
}

/** Live sessions of a person of which nobody knows a session at an issuer. */
export async function listSessionsWithoutIssuerSession(tx: Transaction, ownerId: string): Promise<Session[]> {
  return (await tx.rows<SessionRow>(LIVE_WITHOUT_ISSUER_SESSION, [ownerId, tx.now])).map(toSession);
}

export async function touchSession(tx: Transaction, sessionId: string, expiresAt: Date): Promise<void> {
  await tx.rows(TOUCH, [sessionId, tx.now, expiresAt]);
}

export async function markSessionRevoked(
  tx: Transaction,
  sessionId: string,
  ownerId: string,
): Promise<boolean> {
  return (await tx.maybeOne(REVOKE, [sessionId, ownerId, tx.now])) !== null;
}

/** The live session of a token that was given up, and when that was. */
export async function findBySpentToken(
  tx: Transaction,
  tokenHash: string,
): Promise<{ session: Session; roles: PersonRole[]; spentAt: Date } | null> {
  const row = await tx.maybeOne<SessionRow & { roles: PersonRole[]; spent_at: Date }>(LIVE_BY_SPENT_TOKEN, [
    Buffer.from(tokenHash, 'hex'),
    tx.now,
  ]);
  return row && { session: toSession(row), roles: row.roles, spentAt: row.spent_at };
}

/** The session as it is now, nobody else changing it until the transaction ends; with its token's hash in hex. */
export async function claimSession(
  tx: Transaction,
  sessionId: string,
): Promise<{ session: Session; tokenHash: string } | null> {
  const row = await tx.maybeOne<SessionRow & { token_hash: Buffer }>(CLAIM, [sessionId, tx.now]);
  return row && { session: toSession(row), tokenHash: row.token_hash.toString('hex') };
}

export async function confirmSession(tx: Transaction, sessionId: string): Promise<void> {
  await tx.rows(CONFIRM, [sessionId, tx.now]);
}

/** Gives the session another token. @param spent hashes that are given up, with the moment that is noted for each */
export async function replaceToken(
  tx: Transaction,
  session: Session,
  newHash: string,
  spent: readonly { hash: string; at: Date }[],
): Promise<void> {
  for (const { hash, at } of spent) {
    await tx.rows(SPEND, [Buffer.from(hash, 'hex'), session.id, session.tenantId, at]);
  }
  await tx.rows(ROTATE, [session.id, Buffer.from(newHash, 'hex'), tx.now]);
}

export async function isSessionLive(tx: Transaction, sessionId: string): Promise<boolean> {
  return (await tx.maybeOne(IS_LIVE, [sessionId, tx.now])) !== null;
}
