import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Signs what one context publishes and others act on: Ed25519 (RFC 8032) with the studio's key. A `purpose` is
 * part of what is signed, so that a signature for one use is worth nothing for another, internal tokens included.
 */
export class Signatures {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(keys: { privateKeyPem: string; publicKeyPem: string }) {
    this.#privateKey = createPrivateKey(keys.privateKeyPem);
    this.#publicKey = createPublicKey(keys.publicKeyPem);
  }

  /** @returns base64url; the same message gives the same signature */
  sign(purpose: string, message: string): string {
    return sign(null, toBytes(purpose, message), this.#privateKey).toString('base64url');
  }

  /** Whether the studio signed exactly this for exactly this purpose. */
  isValid(purpose: string, message: string, signature: string): boolean {
    return verify(null, toBytes(purpose, message), this.#publicKey, Buffer.from(signature, 'base64url'));
  }
}

/** The first byte is none that a token's signing input begins with (RFC 7515 §5.1: base64url). */
const toBytes = (purpose: string, message: string): Buffer =>
  Buffer.from(`\u0000effect-studio\u0000${purpose}\u0000${message}`);
