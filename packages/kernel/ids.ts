import { randomFillSync } from 'node:crypto';
import { v7, validate } from 'uuid';

const RANDOM_BYTES = 16;
/** Randomness of many ids at once: asking the system for that of each one would cost more than all the rest. */
const pool = new Uint8Array(RANDOM_BYTES * 256);
let used = pool.length;
let msecs = 0;
let seq = 0;

/**
 * A new UUIDv7 (RFC 9562 §5.7): time-ordered, so indexes stay compact. Of one process, each is greater than the one
 * before it (§6.2, method 1: a counter that begins at random in each millisecond).
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
  } else {
    seq = (seq + 1) | 0;
    // The counter has run over: borrow a millisecond from the future.
    if (seq === 0) msecs += 1;
  }
  return v7({ random, msecs, seq });
}

/** True for any textual UUID. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && validate(value);
}

/** The tenant that everything belongs to until a second one is created. */
export const DEFAULT_TENANT_ID = '00000000-0000-7000-8000-000000000001';

/** The platform itself, as owner of house clips and actor of background work. */
export const SYSTEM_SUBJECT_ID = '00000000-0000-7000-8000-000000000002';
