import { S3Error } from './s3-error.ts';

/** Both ends included, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one byte range of a Range header (RFC 9110 §14.1.2): `a-b`, `a-` or the suffix `-n`.
 * @returns null when the whole object is to be sent: no header, or one that is not a single byte range
 * @throws S3Error `InvalidRange` (416) when no byte of it exists
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  if (start > end) {
    const headers = { 'content-range': `bytes */${sizeBytes}` };
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable.', headers);
  }
  return { start, end };
}
