import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { Machine, MachineKey, MachineKind } from '../domain/machine.ts';

interface MachineRow {
  id: string;
  tenant_id: string;
  owner_id: string;
  name: string;
  kind: MachineKind;
  scopes: string[];
  quota_per_day: number | null;
  public_key_jwk: MachineKey;
  key_thumbprint: string;
  key_changed_at: Date | null;
  revoked_at: Date | null;
  created_at: Date;
}

const COLUMNS =
  'id, tenant_id, owner_id, name, kind, scopes, quota_per_day, public_key_jwk, key_thumbprint, key_changed_at, revoked_at, created_at';
const BY_IDS = sql('identity-machines', `select ${COLUMNS} from identity.machine_client where id = any ($1)`);
const ALL = sql(
  'identity-all-machines',
  `select ${COLUMNS} from identity.machine_client order by id desc limit 500`,
);
/** Zero rows: the key belongs to a machine already. */
const INSERT = sql(
  'identity-insert-machine',
  `insert into identity.machine_client
     (id, owner_id, tenant_id, name, scopes, public_key_jwk, key_thumbprint, created_by, created_at, updated_at, kind, quota_per_day)
   values ($1, $2, $3, $4, $5, $6, $7, $2, $8, $8, $9, $10) on conflict (key_thumbprint) do nothing returning id`,
);
/** No row: unknown, or revoked already. */
const REVOKE = sql(
  'identity-revoke-machine',
  `update identity.machine_client
   set revoked_at = $2, revoked_reason = $3, version = version + 1, updated_at = $2
   where id = $1 and revoked_at is null returning id`,
);

/** $1 machine, $2 key, $3 its thumbprint, $4 now. Zero rows: it was revoked, or another machine has the key. */
const REPLACE_KEY = sql(
  'identity-replace-machine-key',
  `update identity.machine_client m
   set public_key_jwk = $2, key_thumbprint = $3, key_changed_at = $4, updated_at = $4, version = version + 1
   where id = $1 and revoked_at is null
     and not exists (select 1 from identity.machine_client o where o.key_thumbprint = $3 and o.id <> m.id)
   returning id`,
);
/** $1 machine, $2 scopes, $3 operations a day, $4 now. Zero rows: no partner, or revoked. */
const SET_GRANT = sql(
  'identity-set-partner-grant',
  `update identity.machine_client set scopes = $2, quota_per_day = $3, updated_at = $4, version = version + 1
   where id = $1 and kind = 'partner' and revoked_at is null returning id`,
);

const toMachine = (row: MachineRow): Machine => ({
  id: row.id,
  tenantId: row.tenant_id,
  ownerId: row.owner_id,
  name: row.name,
  kind: row.kind,
  scopes: row.scopes,
  quotaPerDay: row.quota_per_day,
  publicKeyJwk: row.public_key_jwk,
  keyThumbprint: row.key_thumbprint,
  keyChangedAt: row.key_changed_at,
  revokedAt: row.revoked_at,
  createdAt: row.created_at,
});

export async function findMachines(tx: Transaction, ids: readonly string[]): Promise<Map<string, Machine>> {
  const rows = await tx.rows<MachineRow>(BY_IDS, [ids]);
  return new Map(rows.map((row) => [row.id, toMachine(row)]));
}

export async function listMachines(tx: Transaction): Promise<Machine[]> {
  return (await tx.rows<MachineRow>(ALL)).map(toMachine);
}

/** @returns false when another machine has the same key */
export async function insertMachine(tx: Transaction, machine: Machine): Promise<boolean> {
  const { id, ownerId, tenantId, name, scopes, publicKeyJwk, keyThumbprint, kind, quotaPerDay } = machine;
  const key = JSON.stringify(publicKeyJwk);
  const values = [id, ownerId, tenantId, name, scopes, key, keyThumbprint, tx.now, kind, quotaPerDay];
  return (await tx.maybeOne(INSERT, values)) !== null;
}

export async function markMachineRevoked(tx: Transaction, id: string, reason: string): Promise<boolean> {
  return (await tx.maybeOne(REVOKE, [id, tx.now, reason])) !== null;
}

/** @returns false when the machine was revoked, or another has the key */
export async function replaceMachineKey(
  tx: Transaction,
  id: string,
  key: MachineKey,
  thumbprint: string,
): Promise<boolean> {
  return (await tx.maybeOne(REPLACE_KEY, [id, JSON.stringify(key), thumbprint, tx.now])) !== null;
}

/** @returns false when it is no partner that may sign in */
export async function setPartnerGrant(
  tx: Transaction,
  id: string,
  { scopes, quotaPerDay }: { scopes: readonly string[]; quotaPerDay: number },
): Promise<boolean> {
  return (await tx.maybeOne(SET_GRANT, [id, scopes, quotaPerDay, tx.now])) !== null;
}
