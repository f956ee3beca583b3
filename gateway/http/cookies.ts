import type { App } from '../audiences/app.ts';

/** An app that people open in a browser. */
export type BrowserApp = Exclude<App, 'api'>;

const NAMES: Record<BrowserApp, string> = { user: 'studio_user', admin: 'studio_admin' };
const MAX_AGE_SECONDS = 30 * 24 * 3_600;

/** The session token in the app's cookie. Apps have cookies of their own: cookies do not tell ports apart. */
export function sessionCookie(app: App, header: string | undefined): string | null {
  return app === 'api' ? null : readCookie(NAMES[app], header);
}

/** A cookie's value in a Cookie header (RFC 6265 §5.4); null when it is not there or empty. */
export function readCookie(name: string, header: string | undefined): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/** Keeps the token out of reach of scripts and of other sites' requests. */
export function setSessionCookie(app: BrowserApp, token: string, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${NAMES[app]}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_SECONDS}${secure}`;
}

/** Cookies that take everything of a session out of a browser. */
export function clearSessionCookies(app: BrowserApp): string[] {
  return [
    `${NAMES[app]}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`,
    `${NAMES[app]}_csrf=; Path=/; SameSite=Lax; Max-Age=0`,
  ];
}

/** What pages send back as a header; they must be able to read it. */
export function csrfCookie(app: BrowserApp, value: string, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${NAMES[app]}_csrf=${value}; Path=/; SameSite=Lax; Max-Age=${MAX_AGE_SECONDS}${secure}`;
}

export function csrfCookieValue(app: BrowserApp, header: string | undefined): string | null {
  return readCookie(`${NAMES[app]}_csrf`, header);
}
