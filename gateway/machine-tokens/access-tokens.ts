import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LruCache } from '../execution/lru-cache.ts';

const VERIFIED_LIMIT = 5_000;
const ISSUER = 'effect-studio';
const AUDIENCE = 'effect-studio-graph';
/** Lifetime of an access token. */
export const ACCESS_TOKEN_SECONDS = 600;
/** DER of an Ed25519 private key up to its 32-byte seed (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What a machine's access token says. */
export interface AccessClaims {
  clientId: string;
  scopes: string[];
  expiresAt: Date;
}

/** Signs and verifies access tokens of machines (RFC 9068, EdDSA). All gateways of a studio have the same key. */
export class AccessTokens {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  /** Machines send one token for minutes, and checking a signature costs more than all else that a request does here. */
  readonly #verified = new LruCache<AccessClaims>(VERIFIED_LIMIT);

  /** @param secret the studio's; the key is derived from it (HKDF, RFC 5869) */
  constructor(secret: string) {
    const seed = Buffer.from(hkdfSync('sha256', secret, '', 'gateway:access-token-key:v1', 32));
    this.#privateKey = createPrivateKey({
      key: Buffer.concat([PKCS8_PREFIX, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    this.#publicKey = createPublicKey(this.#privateKey);
  }

  sign(clientId: string, scopes: readonly string[]): Promise<string> {
    return new SignJWT({ scope: scopes.join(' '), client_id: clientId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(clientId)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
      .sign(this.#privateKey);
  }

  /** @returns null when it is not one of ours or too old */
  async verify(token: string): Promise<AccessClaims | null> {
    const known = this.#verified.get(token);
    if (known) return known.expiresAt > new Date() ? known : null;
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
      });
      const { sub, scope, exp } = payload;
      if (typeof sub !== 'string' || typeof scope !== 'string' || exp === undefined) return null;
      const expiresAt = new Date(exp * 1_000);
      const claims: AccessClaims = { clientId: sub, scopes: scope.split(' ').filter(Boolean), expiresAt };
      this.#verified.set(token, claims);
      return claims;
    } catch {
      return null;
    }
  }
}
