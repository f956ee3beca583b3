import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import type { Directory, MachineIdentity } from '../callers/directory.ts';

/** How far a machine's clock may be off. */
const CLOCK_SKEW_SECONDS = 60;
/** An assertion that is good for longer than this is refused: it only serves to get one token. */
const MAX_LIFETIME_SECONDS = 300;

export interface AssertionCheck {
  assertion: string;
  /** URLs of the token endpoint; the assertion must be meant for one of them. */
  audiences: readonly string[];
  directory: Directory;
  redis: Redis;
}

/**
 * Verifies a `private_key_jwt` client assertion (RFC 7523 §3): signed by the machine's registered key, issued
 * by and about it, meant for this endpoint, not expired, and never seen before.
 * @returns the machine, or why not; the reason is for the log only
 */
export async function checkClientAssertion(
  check: AssertionCheck,
): Promise<{ machine: MachineIdentity } | { refusedBecause: string }> {
  const clientId = claimedClient(check.assertion);
  if (!clientId) return { refusedBecause: 'malformed' };
  // Asked anew: a machine that was revoked a moment ago gets nothing.
  const machine = await check.directory.machine(clientId, 0);
  if (!machine) return { refusedBecause: 'unknown or revoked' };
  try {
    const { payload } = await jwtVerify(check.assertion, await importJWK(machine.publicKeyJwk, 'EdDSA'), {
      algorithms: ['EdDSA'],
      issuer: clientId,
      subject: clientId,
      audience: [...check.audiences],
      clockTolerance: CLOCK_SKEW_SECONDS,
      requiredClaims: ['exp', 'jti'],
    });
    const { exp = 0, jti = '' } = payload;
    const secondsLeft = exp - Date.now() / 1_000;
    if (secondsLeft > MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS) return { refusedBecause: 'lives too long' };
    const isFirst = await remember(check.redis, clientId, jti, secondsLeft + CLOCK_SKEW_SECONDS);
    return isFirst ? { machine } : { refusedBecause: 'replayed' };
  } catch (error) {
    return { refusedBecause: error instanceof Error ? error.message : 'unreadable' };
  }
}

function claimedClient(assertion: string): string | null {
  try {
    const { iss } = decodeJwt(assertion);
    return typeof iss === 'string' && /^[0-9a-f-]{36}$/.test(iss) ? iss : null;
  } catch {
    return null;
  }
}

/** True the first time. Kept as long as the assertion could be shown again (RFC 7523 §3, item 7). */
async function remember(redis: Redis, clientId: string, jti: string, seconds: number): Promise<boolean> {
  const digest = createHash('sha256').update(`${clientId}\0${jti}`).digest('base64url');
  const keepMs = Math.max(1_000, Math.ceil(seconds * 1_000));
  return (await redis.set(`{studio}:assertion:${digest}`, '1', 'PX', keepMs, 'NX')) === 'OK';
}
