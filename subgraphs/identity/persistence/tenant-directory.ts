import { sql, type Transaction } from '@effect-studio/kernel/database';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';

/** $1 hash, $2 tenant, $3 now. */
const ADD = sql(
  'identity-tenant-directory-add',
  `insert into identity.tenant_directory (key_hash, tenant_id, created_at)
   select $1, $2, $3 where $2 <> '${DEFAULT_TENANT_ID}'::uuid on conflict do nothing`,
);
const FIND = sql(
  'identity-tenant-directory-find',
  'select tenant_id as "tenantId" from identity.tenant_directory where key_hash = $1',
);

/** Notes that this address or session belongs to the caller's tenant. */
export async function addToDirectory(tx: Transaction, keyHash: Buffer): Promise<void> {
  await tx.rows(ADD, [keyHash, tx.call.caller.tenantId, tx.now]);
}

/** The tenant of an address or session; null when no other tenant than the first has it. */
export async function tenantInDirectory(tx: Transaction, keyHash: Buffer): Promise<string | null> {
  return (await tx.maybeOne<{ tenantId: string }>(FIND, [keyHash]))?.tenantId ?? null;
}
