import { createHash } from 'node:crypto';

/** An ETag of a body (RFC 9110 §8.8.3): the same text has the same. */
export const etagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;

/** Whether what the client holds is what it would get (RFC 9110 §13.1.2). @param ifNoneMatch the header as it came */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === etag || one === '*');
}
