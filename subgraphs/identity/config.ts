import { join } from 'node:path';
import { readConfig } from '@effect-studio/kernel/config';
import { FieldCrypto } from '@effect-studio/kernel/crypto/field-crypto';
import { z } from 'zod';
import { normaliseEmail } from './domain/email-address.ts';
import type { GrantedRole } from './domain/person.ts';

const identityConfigSchema = z.object({
  /** At least 32 characters; the keys of fields, lookups and codes are derived from it. */
  STUDIO_SECRET: z.string().min(32),
  STUDIO_MODE: z.enum(['embedded', 'production']).default('production'),
  /** Where an embedded studio keeps its state; its mail folder lies there. */
  STUDIO_STATE_DIR: z.string().min(1).optional(),
  /** Mail server, as `smtps://user:password@host:465` or `smtp://host:587` (with STARTTLS where it is offered). */
  SMTP_URL: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.url({ protocol: /^smtps?$/ }).optional(),
  ),
  /** Who writes, such as `Effect Studio <studio@example.org>`. */
  SMTP_FROM: z.string().default('Effect Studio <no-reply@localhost>'),
  /** Addresses, comma-separated, whose holders are admins whenever they sign in by an issuer, whatever its claims say. */
  ADMIN_EMAILS: z.string().default(''),
  /** Set where the gateway reads a claim of the issuer that makes admins: then a role that is given by hand would not last. */
  OIDC_ADMIN_CLAIM: z.string().default(''),
  /** The same for makers. */
  OIDC_MAKER_CLAIM: z.string().default(''),
});

let crypto: FieldCrypto | null = null;

/** The folder that an embedded studio's mail goes to; null everywhere else. */
export function mailFolder(): string | null {
  const { STUDIO_MODE, STUDIO_STATE_DIR } = readConfig(identityConfigSchema);
  return STUDIO_MODE === 'embedded' && STUDIO_STATE_DIR ? join(STUDIO_STATE_DIR, 'mail') : null;
}

/** The mail server and whom its letters are from; null where none is set. */
export function smtpSettings(): { url: string; from: string } | null {
  const { SMTP_URL: url, SMTP_FROM: from } = readConfig(identityConfigSchema);
  return url ? { url, from } : null;
}

/** Normalised addresses of `ADMIN_EMAILS`; what is no address is nobody's. */
export function adminAddresses(): ReadonlySet<string> {
  const addresses = readConfig(identityConfigSchema).ADMIN_EMAILS.split(',').map(normaliseEmail);
  return new Set(addresses.filter((address) => address !== null));
}

/** The setting by which those with a role are named at every sign-in; null: admins give and take it themselves. */
export function whatNames(
  role: GrantedRole,
): 'ADMIN_EMAILS' | 'OIDC_ADMIN_CLAIM' | 'OIDC_MAKER_CLAIM' | null {
  if (role === 'admin' && adminAddresses().size > 0) return 'ADMIN_EMAILS';
  const claim = role === 'admin' ? 'OIDC_ADMIN_CLAIM' : 'OIDC_MAKER_CLAIM';
  return readConfig(identityConfigSchema)[claim] === '' ? null : claim;
}

/** The keys of this process, derived from `STUDIO_SECRET` on first use. */
export function fieldCrypto(): FieldCrypto {
  crypto ??= new FieldCrypto(readConfig(identityConfigSchema).STUDIO_SECRET, 'identity');
  return crypto;
}
