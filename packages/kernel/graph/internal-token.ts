import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Caller } from '../context.ts';
import { StudioError } from '../errors.ts';

const ISSUER = 'effect-studio';
const AUDIENCE = 'effect-studio-internal';
const TTL_SECONDS = 300;

const claimsSchema = z.object({
  kind: z.enum(['anonymous', 'person', 'machine', 'system']),
  subjectId: z.string().nullable(),
  tenantId: z.uuid(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
  sessionId: z.string().nullable(),
});

/** What an internal token says. */
export interface InternalCall {
  caller: Caller;
  correlationId: string;
}

/** Verified tokens that are remembered: gateways send the same one for a minute. */
const VERIFIED_LIMIT = 5_000;

/** Signs and verifies the token that a subgraph trusts: EdDSA (RFC 8037), five minutes, caller and correlation id. */
export class InternalTokens {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #verified = new Map<string, { call: InternalCall; expiresAtMs: number }>();

  constructor(keys: { privateKeyPem: string; publicKeyPem: string }) {
    this.#privateKey = createPrivateKey(keys.privateKeyPem);
    this.#publicKey = createPublicKey(keys.publicKeyPem);
  }

  sign(call: InternalCall): Promise<string> {
    return new SignJWT({ caller: call.caller, correlationId: call.correlationId })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${TTL_SECONDS}s`)
      .sign(this.#privateKey);
  }

  /** @throws StudioError `INTERNAL_TOKEN_INVALID` */
  async verify(token: string): Promise<InternalCall> {
    const known = this.#verified.get(token);
    if (known && known.expiresAtMs > Date.now()) return known.call;
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['EdDSA'],
      });
      const call = {
        caller: claimsSchema.parse(payload.caller),
        correlationId: z.uuid().parse(payload.correlationId),
      };
      this.#remember(token, call, (payload.exp ?? 0) * 1_000);
      return call;
    } catch (error) {
      throw new StudioError('INTERNAL_TOKEN_INVALID', 'the internal token was refused', { cause: error });
    }
  }

  #remember(token: string, call: InternalCall, expiresAtMs: number): void {
    this.#verified.delete(token);
    this.#verified.set(token, { call, expiresAtMs });
    if (this.#verified.size <= VERIFIED_LIMIT) return;
    const oldest = this.#verified.keys().next().value;
    if (oldest !== undefined) this.#verified.delete(oldest);
  }
}
