import { randomInt } from 'node:crypto';

/** How long a code is good for, in milliseconds. */
export const CODE_TTL_MS = 10 * 60_000;
/** Wrong codes after which a new one must be asked for. */
export const CODE_ATTEMPTS = 5;
/** Codes that one person is sent within the window. */
export const CODES_PER_WINDOW = 3;
export const CODE_WINDOW_MS = 3_600_000;

/** A number as it is dialled from everywhere (E.164); null when it is none. Spaces, dashes and brackets are let go. */
export function normalisePhoneNumber(text: string): string | null {
  const number = text.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}

/** Enough of a number to know it again. */
export const maskedNumber = (number: string): string => `${number.slice(0, 3)} … ${number.slice(-3)}`;

/** Six digits. */
export const drawCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');
