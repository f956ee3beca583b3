import { randomInt } from 'node:crypto';

/** A code is good for ten minutes. */
export const CODE_TTL_MS = 10 * 60_000;
/** Wrong codes that an address may send, over all codes sent to it, before it is locked. */
export const MAX_WRONG_ATTEMPTS = 5;
export const LOCK_MS = 15 * 60_000;
/** Codes that one address is sent within {@link CODE_WINDOW_MS}; further requests are answered and not sent. */
export const MAX_CODES_PER_WINDOW = 5;
export const CODE_WINDOW_MS = 15 * 60_000;

/** What is remembered of the attempts on one address, whether somebody with it exists or not. */
export interface AddressAttempts {
  wrongAttempts: number;
  lockedUntil: Date | null;
  codesSent: number;
  windowStartedAt: Date;
}

/** Six digits, uniformly drawn from the system's secure source. */
export function drawCode(): string {
  return String(randomInt(0, 1_000_000)).padStart(6, '0');
}

export const isCodeShaped = (text: string): boolean => /^\d{6}$/.test(text);

/** The attempts as they count now: a lock that ended clears them. */
export function currentAttempts(attempts: AddressAttempts, now: Date): AddressAttempts {
  const hasLockEnded = attempts.lockedUntil !== null && attempts.lockedUntil <= now;
  const hasWindowEnded = now.getTime() - attempts.windowStartedAt.getTime() >= CODE_WINDOW_MS;
  return {
    wrongAttempts: hasLockEnded ? 0 : attempts.wrongAttempts,
    lockedUntil: hasLockEnded ? null : attempts.lockedUntil,
    codesSent: hasWindowEnded ? 0 : attempts.codesSent,
    windowStartedAt: hasWindowEnded ? now : attempts.windowStartedAt,
  };
}

/** One more wrong code. */
export function afterWrongCode(attempts: AddressAttempts, now: Date): AddressAttempts {
  const wrongAttempts = attempts.wrongAttempts + 1;
  const isLocked = wrongAttempts >= MAX_WRONG_ATTEMPTS;
  return { ...attempts, wrongAttempts, lockedUntil: isLocked ? new Date(now.getTime() + LOCK_MS) : null };
}

/** Wrong codes left before the lock. */
export function attemptsLeft(attempts: AddressAttempts): number {
  return attempts.lockedUntil ? 0 : Math.max(0, MAX_WRONG_ATTEMPTS - attempts.wrongAttempts);
}
