import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import { type BrowserApp, readCookie } from '../../http/cookies.ts';

/** How long somebody may take at the issuer. */
export const PENDING_SECONDS = 600;
const NAMES: Record<BrowserApp, string> = { user: 'studio_oidc_user', admin: 'studio_oidc_admin' };
const PATH = '/sign-in/oidc';

const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Where the app was opened, and where the issuer sends the browser back to. */
  origin: z.url(),
});

/** A sign-in that was begun and waits for the issuer. */
export type PendingSignIn = z.infer<typeof pendingSchema>;

/** Keeps begun sign-ins in the browser that began them, in a cookie that only the studio can read. */
export class PendingSignIns {
  readonly #key: Uint8Array;

  /** @param secret the studio's; the key is derived from it (HKDF, RFC 5869) */
  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'gateway:oidc-cookie-key:v1', 32));
  }

  /** The cookie of a begun sign-in: an encrypted token (RFC 7516, AES-256-GCM), good for ten minutes. */
  async seal(app: BrowserApp, pending: PendingSignIn): Promise<string> {
    const sealed = await new EncryptJWT(pending)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(app)
      .setIssuedAt()
      .setExpirationTime(`${PENDING_SECONDS}s`)
      .encrypt(this.#key);
    // Lax, since the issuer's site sends the browser back.
    return cookie(app, sealed, PENDING_SECONDS, pending.origin.startsWith('https:'));
  }

  /** @returns null when this browser began none in this app, too long ago, or under another secret */
  async open(app: BrowserApp, header: string | undefined): Promise<PendingSignIn | null> {
    const sealed = readCookie(NAMES[app], header);
    if (!sealed) return null;
    try {
      const options = { audience: app, keyManagementAlgorithms: ['dir'] };
      return pendingSchema.parse((await jwtDecrypt(sealed, this.#key, options)).payload);
    } catch {
      return null;
    }
  }

  clear(app: BrowserApp): string {
    return cookie(app, '', 0, false);
  }
}

function cookie(app: BrowserApp, value: string, maxAgeSeconds: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${NAMES[app]}=${value}; Path=${PATH}; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}
