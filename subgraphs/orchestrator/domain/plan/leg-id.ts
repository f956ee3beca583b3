import { createHash } from 'node:crypto';

/**
 * The id of a run's n-th leg: the same run and ordinal give the same id, so that a replayed decision
 * names the same tasks. A UUIDv7 (RFC 9562 §5.7) with the run's own timestamp and hashed random bits.
 * @param ordinal 0-based, finish legs included
 */
export function legId(runId: string, ordinal: number): string {
  const digest = createHash('sha256').update(`${runId}:leg:${ordinal}`).digest('hex');
  const timestamp = runId.replaceAll('-', '').slice(0, 12);
  const variant = ((Number.parseInt(digest[3]!, 16) & 0x3) | 0x8).toString(16);
  return [
    timestamp.slice(0, 8),
    timestamp.slice(8),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}
