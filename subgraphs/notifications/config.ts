import { join } from 'node:path';
import { readConfig } from '@effect-studio/kernel/config';
import { FieldCrypto } from '@effect-studio/kernel/crypto/field-crypto';
import { z } from 'zod';
import type { HttpSmsSettings } from './channels/sms/http-sms.ts';

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
  STUDIO_MODE: z.enum(['embedded', 'production']).default('production'),
  /** Where an embedded studio keeps its state; without a provider, its text messages lie there. */
  STUDIO_STATE_DIR: z.string().min(1).optional(),
  /** How long an item of the review queue should wait at most, default a day. */
  NOTIFICATIONS_REVIEW_SLA_MS: z.coerce.number().int().positive().default(86_400_000),
  /** Where a provider of text messages takes them, one POST each. */
  SMS_URL: unlessEmpty(z.url({ protocol: /^https?$/ }).optional()),
  /** Header `Authorization` for it. */
  SMS_AUTHORIZATION: unlessEmpty(z.string().optional()),
  /** Name or number that people see. */
  SMS_FROM: unlessEmpty(z.string().optional()),
  SMS_FORMAT: z.enum(['json', 'form']).default('json'),
  /** What the provider calls our fields `to`, `text`, `from` and `id`, such as `to=To,text=Body,from=From`. */
  SMS_FIELDS: z
    .string()
    .regex(/^(id|to|text|from)=[\w.-]+(,(id|to|text|from)=[\w.-]+)*$/)
    .default('to=to,text=text,from=from,id=id'),
  /** Further hosts of push services, comma-separated, each with what lies below it; those of the common browsers are known. */
  NOTIFICATIONS_PUSH_HOSTS: z.string().default(''),
});

/** How long an item of the review queue should wait at most, in milliseconds. */
export const reviewSlaMs = (): number => readConfig(schema).NOTIFICATIONS_REVIEW_SLA_MS;

type FieldNames = HttpSmsSettings['fields'];

/** The provider of text messages; null where none is set. */
export function smsProvider(): HttpSmsSettings | null {
  const settings = readConfig(schema);
  if (!settings.SMS_URL) return null;
  return {
    url: settings.SMS_URL,
    authorization: settings.SMS_AUTHORIZATION ?? null,
    from: settings.SMS_FROM ?? null,
    format: settings.SMS_FORMAT,
    fields: Object.fromEntries(settings.SMS_FIELDS.split(',').map((pair) => pair.split('='))) as FieldNames,
  };
}

/** The folder that an embedded studio's text messages go to; null everywhere else. */
export function smsFolder(): string | null {
  const { STUDIO_MODE, STUDIO_STATE_DIR } = readConfig(schema);
  return STUDIO_MODE === 'embedded' && STUDIO_STATE_DIR ? join(STUDIO_STATE_DIR, 'sms') : null;
}

/** At least 32 characters; the key of telephone numbers is derived from it. */
const secrets = z.object({ STUDIO_SECRET: z.string().min(32) });
let crypto: FieldCrypto | null = null;

/** The key of this context's sealed columns, derived from `STUDIO_SECRET` on first use. */
export function fieldCrypto(): FieldCrypto {
  crypto ??= new FieldCrypto(readConfig(secrets).STUDIO_SECRET, 'notifications');
  return crypto;
}

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
