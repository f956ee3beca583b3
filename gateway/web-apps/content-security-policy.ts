/** What the pages of an app may load and talk to. */
export interface PolicySources {
  /** The object store as browsers reach it: uploads, posters, videos. */
  storageOrigin: string;
  /** Where the public gets media. */
  mediaOrigin: string;
  /** Origins that the app is opened at; its sockets go there. */
  appOrigins: readonly string[];
  /** Nonce of this answer; null when the page has no place for one. */
  nonce: string | null;
}

/** The Content-Security-Policy of a web app: its own code, its own server, the object store, nothing else. */
export function contentSecurityPolicy({
  storageOrigin,
  mediaOrigin,
  appOrigins,
  nonce,
}: PolicySources): string {
  const sockets = appOrigins.map((origin) => origin.replace(/^http/, 'ws')).join(' ');
  // The component library writes style elements; without a nonce in the page they need leave.
  const styles = nonce ? `'nonce-${nonce}'` : "'unsafe-inline'";
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' ${styles}`,
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' data: blob: ${storageOrigin} ${mediaOrigin}`,
    `media-src 'self' blob: ${storageOrigin} ${mediaOrigin}`,
    `connect-src 'self' ${storageOrigin} ${sockets}`.trimEnd(),
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
