import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';

/** A setting that an empty text leaves unset. */
const unlessEmpty = <Schema extends z.ZodType>(setting: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), setting);

const schema = z.object({
  WEB_USER_PORT: z.coerce.number().int().min(0).max(65535).default(4001),
  /** Origins of the app, comma-separated; letters lead to the first. */
  WEB_USER_ORIGINS: z.string().default(''),
  /** Key pair of this studio as a sender of pushes (RFC 8292), P-256, both base64url: 65 bytes and 32. Without it there are none. */
  VAPID_PUBLIC_KEY: unlessEmpty(z.string().length(87).optional()),
  VAPID_PRIVATE_KEY: unlessEmpty(z.string().length(43).optional()),
  /** Whom a push service may turn to: `mailto:` or https. */
  VAPID_SUBJECT: unlessEmpty(
    z
      .string()
      .regex(/^(mailto:|https:)/)
      .default('mailto:no-reply@localhost'),
  ),
  /** Further hosts of push services, comma-separated, each with what lies below it; those of the common browsers are known. */
  NOTIFICATIONS_PUSH_HOSTS: z.string().default(''),
});

/** Push services of Chrome and Edge, Firefox, Windows and Safari. */
const PUSH_HOSTS = [
  'fcm.googleapis.com',
  'push.services.mozilla.com',
  'notify.windows.com',
  'push.apple.com',
];

/** What this studio signs pushes with; null when it has no keys. */
export function vapidKeys(): { subject: string; publicKey: string; privateKey: string } | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT } = readConfig(schema);
  return publicKey && privateKey ? { subject: VAPID_SUBJECT, publicKey, privateKey } : null;
}

/** Hosts to which pushes may go: whoever registers a device names the address, and must not make us call others. */
export function pushHosts(): { known: readonly string[]; own: readonly string[] } {
  const own = readConfig(schema)
    .NOTIFICATIONS_PUSH_HOSTS.split(',')
    .map((host) => host.trim());
  return { known: PUSH_HOSTS, own: own.filter(Boolean) };
}

/** Where people read on: the app, without a slash at the end. */
export function appOrigin(): string {
  const { WEB_USER_ORIGINS, WEB_USER_PORT } = readConfig(schema);
  const [first] = WEB_USER_ORIGINS.split(',').map((origin) => origin.trim());
  return (first || `http://127.0.0.1:${WEB_USER_PORT}`).replace(/\/$/, '');
}
