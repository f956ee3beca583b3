import type { App } from '../audiences/app.ts';

const NAMES: Record<Exclude<App, 'api'>, string> = { user: 'studio_user', admin: 'studio_admin' };
const MAX_AGE_SECONDS = 30 * 24 * 3_600;

/** The session token in the app's cookie. Apps have cookies of their own: cookies do not tell ports apart. */
export function sessionCookie(app: App, header: string | undefined): string | null {
  if (app === 'api' || !header) return null;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === NAMES[app]) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/** Keeps the token out of reach of scripts and of other sites' requests. */
export function setSessionCookie(app: Exclude<App, 'api'>, token: string, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${NAMES[app]}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_SECONDS}${secure}`;
}

export function clearSessionCookie(app: Exclude<App, 'api'>): string {
  return `${NAMES[app]}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
}
