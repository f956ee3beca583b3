import { readConfig } from '@effect-studio/kernel/config';
import { z } from 'zod';
import { FieldCrypto } from './crypto/field-crypto.ts';

const identityConfigSchema = z.object({
  /** At least 32 characters; the keys of fields, lookups and codes are derived from it. */
  STUDIO_SECRET: z.string().min(32),
});

let crypto: FieldCrypto | null = null;

/** The keys of this process, derived from `STUDIO_SECRET` on first use. */
export function fieldCrypto(): FieldCrypto {
  crypto ??= new FieldCrypto(readConfig(identityConfigSchema).STUDIO_SECRET);
  return crypto;
}
