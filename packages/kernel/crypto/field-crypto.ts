import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { StudioError } from '../errors.ts';

/** Which key and layout a cipher text was made with; the first byte of each. */
const KEY_REFERENCE = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts single columns and makes the keyed hashes by which encrypted things are found again. */
export class FieldCrypto {
  readonly #fieldKey: Buffer;
  readonly #macKey: Buffer;

  /**
   * @param secret at least 32 characters; two keys are derived from it (HKDF, RFC 5869)
   * @param context whose fields they are; another context cannot read them
   */
  constructor(secret: string, context: string) {
    this.#fieldKey = derive(secret, `${context}:field:v1`);
    this.#macKey = derive(secret, `${context}:mac:v1`);
  }

  /**
   * AES-256-GCM (NIST SP 800-38D) with a fresh nonce.
   * @param place table, column and row; the text can only be read back at the same place
   */
  seal(text: string, place: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#fieldKey, nonce).setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([KEY_REFERENCE]), nonce, cipher.getAuthTag(), body]);
  }

  /** @throws StudioError `FIELD_UNREADABLE` when it was changed, moved or sealed under another secret */
  open(sealed: Buffer, place: string): string {
    const tagAt = 1 + NONCE_BYTES;
    const bodyAt = tagAt + TAG_BYTES;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#fieldKey, sealed.subarray(1, tagAt))
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(tagAt, bodyAt));
      return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new StudioError('FIELD_UNREADABLE', `a sealed field of ${place} cannot be read`, { cause });
    }
  }

  /** HMAC-SHA-256 for lookups; `purpose` keeps hashes of different things apart. */
  mac(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.#macKey).update(`${purpose}\0${text}`).digest();
  }
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
