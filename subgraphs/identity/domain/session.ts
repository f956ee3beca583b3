import { createHash, randomBytes } from 'node:crypto';

/** A session that is not used for this long ends. */
export const SESSION_IDLE_MS = 7 * 24 * 3_600_000;
/** A session ends after this long, used or not. */
export const SESSION_ABSOLUTE_MS = 30 * 24 * 3_600_000;
/** Use is written down at most this often, so that reading a session rarely writes. */
export const SESSION_TOUCH_MS = 5 * 60_000;
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

/** A device's name as its owner will read it. */
export function deviceName(text: string): string {
  const printable = text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' ').trim();
  return printable.slice(0, MAX_DEVICE_LENGTH) || 'Unknown device';
}
