/** Waited when an answer asks to slow down and does not say for how long. */
const UNSAID_MS = 1_000;

/**
 * How long an answer asks to wait (RFC 9110 §10.2.3): seconds, or a date, which is taken against the answer's own `Date`,
 * so that the clocks of the two machines need not agree.
 */
export function retryAfterMs(headers: Headers, nowMs: number = Date.now()): number {
  const value = headers.get('retry-after');
  if (value === null) return UNSAID_MS;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const until = Date.parse(value);
  if (Number.isNaN(until)) return UNSAID_MS;
  const theirNow = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(theirNow) ? nowMs : theirNow));
}
