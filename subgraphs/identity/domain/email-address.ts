/** Longest address that mail systems accept (RFC 5321 §4.5.3.1.3, without the angle brackets). */
const MAX_LENGTH = 254;
const SHAPE = /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]+$/;

/** One spelling per address, so that lookups find it; null when it cannot be an address. */
export function normaliseEmail(text: string): string | null {
  const address = text.trim().normalize('NFC').toLowerCase();
  return address.length <= MAX_LENGTH && SHAPE.test(address) ? address : null;
}
