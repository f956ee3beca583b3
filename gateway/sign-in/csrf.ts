import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type BrowserApp, csrfCookie, csrfCookieValue } from '../http/cookies.ts';
import { HttpRefusal } from '../http/problem-details.ts';

/** Header in which our pages send back what their cookie says. */
export const CSRF_HEADER = 'x-studio-csrf';

/**
 * Double submit: a page of ours reads a cookie and sends its value as a header; a page of another site can cause
 * the cookie to be sent and not read it. The value belongs to one session (HMAC), so that a cookie that somebody
 * planted is worth nothing. (OWASP, Cross-Site Request Forgery Prevention, signed double-submit cookie.)
 */
export class CsrfTokens {
  readonly #key: Buffer;

  /** @param secret the studio's; the key is derived from it (HKDF, RFC 5869) */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'gateway:csrf-key:v1', 32));
  }

  /** The cookie of a session that has been opened in a browser. */
  cookie(app: BrowserApp, sessionId: string, isSecure: boolean): string {
    return csrfCookie(app, this.#tokenOf(app, sessionId), isSecure);
  }

  /** Refuses a request with a session's cookie that does not show the session's value twice. @throws HttpRefusal 403 */
  check(request: IncomingMessage, app: BrowserApp, sessionId: string): void {
    const wanted = this.#tokenOf(app, sessionId);
    const shown = [
      String(request.headers[CSRF_HEADER] ?? ''),
      csrfCookieValue(app, request.headers.cookie) ?? '',
    ];
    if (shown.every((value) => isSame(value, wanted))) return;
    throw new HttpRefusal(
      403,
      'CSRF',
      `The request does not come from a page of the app: send the cookie studio_${app}_csrf as the header ${CSRF_HEADER}.`,
    );
  }

  #tokenOf(app: BrowserApp, sessionId: string): string {
    return createHmac('sha256', this.#key).update(`${app}\0${sessionId}`).digest('base64url');
  }
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
