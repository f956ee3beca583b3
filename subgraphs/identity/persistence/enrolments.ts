import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { MachineKind } from '../domain/machine.ts';

/** Leave for one machine to register its key. */
export interface Enrolment {
  tenantId: string;
  ownerId: string;
  name: string;
  kind: MachineKind;
  scopes: readonly string[];
  quotaPerDay: number | null;
  /** Null: until it is used. */
  expiresAt: Date | null;
  /** The machine that used it. */
  clientId: string | null;
  /** The machine whose key is replaced; null: a new one enrols. */
  rotatesClientId: string | null;
}

interface EnrolmentRow {
  tenant_id: string;
  owner_id: string;
  name: string;
  kind: MachineKind;
  scopes: string[];
  quota_per_day: number | null;
  expires_at: Date | null;
  client_id: string | null;
  rotates_client_id: string | null;
}

const INSERT = sql(
  'identity-insert-enrolment',
  `insert into identity.enrolment (token_hash, tenant_id, owner_id, name, scopes, expires_at, created_by, created_at, updated_at, kind, quota_per_day, rotates_client_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11) on conflict (token_hash) do nothing`,
);
/** Locks the row: of two machines with one token, one enrols. */
const CLAIM = sql(
  'identity-claim-enrolment',
  'select tenant_id, owner_id, name, kind, scopes, quota_per_day, expires_at, client_id, rotates_client_id from identity.enrolment where token_hash = $1 for update',
);
const MARK_USED = sql(
  'identity-use-enrolment',
  'update identity.enrolment set client_id = $2, used_at = $3, updated_at = $3 where token_hash = $1',
);

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** Stores leave to enrol once; the same token again changes nothing. @param tokenHash SHA-256 in hex */
export async function insertEnrolment(
  tx: Transaction,
  tokenHash: string,
  enrolment: Omit<Enrolment, 'tenantId' | 'clientId' | 'rotatesClientId'> & { rotatesClientId?: string },
): Promise<void> {
  const { ownerId, name, kind, scopes, quotaPerDay, expiresAt } = enrolment;
  const { tenantId, subjectId } = tx.call.caller;
  const who = [bytes(tokenHash), tenantId, ownerId, name, scopes];
  const values = [...who, expiresAt, subjectId, tx.now, kind, quotaPerDay, enrolment.rotatesClientId ?? null];
  await tx.rows(INSERT, values);
}

export async function claimEnrolment(tx: Transaction, tokenHash: string): Promise<Enrolment | null> {
  const row = await tx.maybeOne<EnrolmentRow>(CLAIM, [bytes(tokenHash)]);
  return (
    row && {
      tenantId: row.tenant_id,
      ownerId: row.owner_id,
      name: row.name,
      kind: row.kind,
      scopes: row.scopes,
      quotaPerDay: row.quota_per_day,
      expiresAt: row.expires_at,
      clientId: row.client_id,
      rotatesClientId: row.rotates_client_id,
    }
  );
}

export async function markEnrolmentUsed(tx: Transaction, tokenHash: string, clientId: string): Promise<void> {
  await tx.rows(MARK_USED, [bytes(tokenHash), clientId, tx.now]);
}
