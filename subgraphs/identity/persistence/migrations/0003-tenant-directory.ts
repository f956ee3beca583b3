import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/**
 * In which tenant somebody is to be looked for who is not signed in yet: hashes and tenants, nothing else. The first
 * tenant needs no entry; an address that it knows, too, is looked for there.
 */
export const tenantDirectory: Migration = {
  id: '0003-tenant-directory',
  sql: `
create table identity.tenant_directory (
  -- An address's keyed hash, or a session token's hash.
  key_hash bytea primary key,
  tenant_id uuid not null references identity.tenant check (tenant_id <> '${DEFAULT_TENANT_ID}'),
  created_at timestamptz not null
);
`,
};
