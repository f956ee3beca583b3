/**
 * JSON with one spelling per value: keys sorted by UTF-16 code units, no white space, ECMAScript numbers
 * (RFC 8785, JSON Canonicalization Scheme, §3.2).
 * @param value plain JSON; `undefined` members are left out
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
