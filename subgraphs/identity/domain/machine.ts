import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

/** A machine that signs in with its own key. */
export interface Machine {
  id: string;
  tenantId: string;
  ownerId: string;
  name: string;
  kind: MachineKind;
  scopes: readonly string[];
  /** Operations a day; null for agents. */
  quotaPerDay: number | null;
  publicKeyJwk: MachineKey;
  /** RFC 7638, by which people compare keys. */
  keyThumbprint: string;
  /** When its key took the place of another; null: it is the first. */
  keyChangedAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

/** An `agent` leases tasks; a `partner` is a program that acts for the person who owns it. */
export type MachineKind = 'agent' | 'partner';

/** An enrolment token that an admin issued is good for a day. */
export const ENROLMENT_TTL_MS = 24 * 3_600_000;
export const AGENT_SCOPES: readonly string[] = ['agent:lease'];
/** What a partner may be allowed: clips, reading runs and the wallet, starting runs. */
export const PARTNER_SCOPES: readonly string[] = ['media', 'runs:read', 'runs:write'];
export const DEFAULT_QUOTA_PER_DAY = 10_000;

const machineKeySchema = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    /** 32 bytes, base64url without padding (RFC 8037 §2). */
    x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    d: z.never().optional(),
  })
  .transform(({ kty, crv, x }) => ({ kty, crv, x }));

/** An Ed25519 public key as a JWK (RFC 8037), and nothing more than that. */
export type MachineKey = z.infer<typeof machineKeySchema>;

/** Reads a public key; null when it is of another kind, malformed or carries its private half. */
export function readMachineKey(value: unknown): MachineKey | null {
  const parsed = machineKeySchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** RFC 7638 thumbprint: the same for the same key however its JWK is written. */
export const keyThumbprint = (key: MachineKey): Promise<string> => calculateJwkThumbprint(key, 'sha256');
