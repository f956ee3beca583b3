import { createHash, randomBytes } from 'node:crypto';

/** A session that is not used for this long ends. */
export const SESSION_IDLE_MS = 7 * 24 * 3_600_000;
/** A session ends after this long, used or not. */
export const SESSION_ABSOLUTE_MS = 30 * 24 * 3_600_000;
/** Use is written down at most this often, so that reading a session rarely writes. */
export const SESSION_TOUCH_MS = 5 * 60_000;
/** A token that is older than this is changed when it is used next. */
export const ROTATE_AFTER_MS = 15 * 60_000;
/** How long the token before is good after the new one was first used: requests that were on their way. */
export const ROTATION_GRACE_MS = 30_000;
/** A new token that nobody has used for so long did not arrive: the one before may be changed again. */
export const LOST_TOKEN_MS = 60_000;
const MAX_DEVICE_LENGTH = 120;

/** One sign-in on one device. */
export interface Session {
  id: string;
  ownerId: string;
  tenantId: string;
  device: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  /** When its token was changed last; null: never. */
  rotatedAt: Date | null;
  /** When the present token was first used. */
  confirmedAt: Date | null;
}

/** 256 random bits; opaque, shown once, kept only as its SHA-256. */
export function drawSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex: enough for a secret of 256 random bits (no guessing to slow down). */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** When a session that is used now ends. */
export function slidingExpiry(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + SESSION_IDLE_MS, createdAt.getTime() + SESSION_ABSOLUTE_MS));
}

/** Whether the token is to be changed now that it is used. */
export function isRotationDue(session: Session, now: Date): boolean {
  const since = session.rotatedAt ?? session.createdAt;
  return now.getTime() - since.getTime() >= ROTATE_AFTER_MS;
}

/**
 * Whether a token that was given up may still be shown: it is the last one, and its successor was not used yet or
 * only just now. Otherwise two parties have tokens of one session, and one of them stole it (RFC 9700 §4.14.2).
 * @param spentAt when the token was given up
 */
export function isStillOnItsWay(session: Session, spentAt: Date, now: Date): boolean {
  if (session.rotatedAt?.getTime() !== spentAt.getTime()) return false;
  const { confirmedAt } = session;
  return confirmedAt === null || now.getTime() - confirmedAt.getTime() < ROTATION_GRACE_MS;
}

/** A device's name as its owner will read it. */
export function deviceName(text: string): string {
  const printable = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ').trim();
  return printable.slice(0, MAX_DEVICE_LENGTH) || 'Unknown device';
}
