/**
 * What a server asks for by `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
 * @returns milliseconds from now; null when it asks for nothing that can be read
 */
export function retryAfterMs(headers: Headers, nowMs: number = Date.now()): number | null {
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
