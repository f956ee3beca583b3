/** A browser on one device that a person allowed to show them news (RFC 8030). */
export interface PushDevice {
  id: string;
  /** What it calls itself. */
  device: string;
  /** SHA-256 of its endpoint in hex, by which a browser knows itself again. */
  fingerprint: string;
  createdAt: Date;
}

/** What a push to a device needs; its endpoint is as good as a password, and so are its keys. */
export interface PushTarget {
  endpoint: string;
  /** Public key of the browser, P-256, uncompressed, base64url (RFC 8291 §3.1). */
  p256dh: string;
  /** Authentication secret, 16 bytes, base64url. */
  auth: string;
}

/** Most devices of one person; a further one takes the place of the oldest. */
export const DEVICE_LIMIT = 20;

const isOrIsBelow = (host: string, known: string): boolean => host === known || host.endsWith(`.${known}`);

/** What is wrong with a target, by its field; null when pushes can go there. */
export function faultOf(
  { endpoint, p256dh, auth }: PushTarget,
  hosts: { known: readonly string[]; own: readonly string[] },
): { field: string; cause: string } | null {
  if (!URL.canParse(endpoint)) return { field: 'endpoint', cause: 'This is no address.' };
  const { protocol, hostname, username } = new URL(endpoint);
  const isOwn = hosts.own.some((host) => isOrIsBelow(hostname, host));
  // A host of the operator's own may be one of this machine.
  if (username !== '' || (protocol !== 'https:' && !(isOwn && protocol === 'http:'))) {
    return { field: 'endpoint', cause: 'A push service has an https address without a name in it.' };
  }
  if (!isOwn && !hosts.known.some((host) => isOrIsBelow(hostname, host))) {
    return { field: 'endpoint', cause: `${hostname} is no push service that this studio knows.` };
  }
  const key = Buffer.from(p256dh, 'base64url');
  if (key.length !== 65 || key[0] !== 4) return { field: 'p256dh', cause: 'This is no P-256 public key.' };
  if (Buffer.from(auth, 'base64url').length !== 16) return { field: 'auth', cause: 'It has 16 bytes.' };
  return null;
}
