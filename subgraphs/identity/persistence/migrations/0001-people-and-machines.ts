import { DEFAULT_TENANT_ID, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Rows that only the platform itself sees, within one tenant. */
function systemRows(table: string): string {
  return `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${table.replace('.', '_')}_system on ${table} using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) = 'system'
);
`;
}

/** Everybody of a tenant may know who is in it; only the platform writes. */
const PERSON_ROWS = `
alter table identity.person enable row level security;
alter table identity.person force row level security;
create policy person_known on identity.person for select using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
);
create policy person_written on identity.person using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) = 'system'
);
`;

export const peopleAndMachines: Migration = {
  id: '0001-people-and-machines',
  sql: `
create table identity.tenant (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
insert into identity.tenant values ('${DEFAULT_TENANT_ID}', 'Effect Studio', '2026-01-01Z', '2026-01-01Z');

create table identity.person (
  id uuid primary key,
  tenant_id uuid not null references identity.tenant,
  display_name text not null,
  roles text[] not null check (roles <@ array['user', 'admin'] and 'user' = any (roles)),
  version int not null default 1,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- The studio itself owns house clips and local machines; it has no address, so nobody signs in as it.
insert into identity.person (id, tenant_id, display_name, roles, created_by, created_at, updated_at)
values ('${SYSTEM_SUBJECT_ID}', '${DEFAULT_TENANT_ID}', 'Effect Studio', '{user}', '${SYSTEM_SUBJECT_ID}', '2026-01-01Z', '2026-01-01Z');
${PERSON_ROWS}

-- address_index: keyed hash of the normalised address; address_sealed: AES-256-GCM.
create table identity.person_address (
  person_id uuid primary key references identity.person,
  tenant_id uuid not null,
  address_index bytea not null,
  address_sealed bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (tenant_id, address_index)
);
${systemRows('identity.person_address')}

create table identity.session (
  id uuid primary key,
  owner_id uuid not null references identity.person,
  tenant_id uuid not null,
  token_hash bytea not null unique,
  device text not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index session_by_owner on identity.session (owner_id, created_at desc) where revoked_at is null;
${ownedRows('identity.session')}

create table identity.sign_in_code (
  id uuid primary key,
  tenant_id uuid not null,
  address_index bytea not null,
  code_mac bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index sign_in_code_open on identity.sign_in_code (address_index, expires_at) where used_at is null;
${systemRows('identity.sign_in_code')}

-- One row per address that was tried, whether somebody has it or not.
create table identity.sign_in_attempts (
  tenant_id uuid not null,
  address_index bytea not null,
  wrong_attempts int not null,
  locked_until timestamptz,
  codes_sent int not null,
  window_started_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, address_index)
);
${systemRows('identity.sign_in_attempts')}

create table identity.outgoing_mail (
  id uuid primary key,
  tenant_id uuid not null,
  address_sealed bytea not null,
  subject text not null,
  body_sealed bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index outgoing_mail_by_age on identity.outgoing_mail (created_at);
${systemRows('identity.outgoing_mail')}

create table identity.machine_client (
  id uuid primary key,
  owner_id uuid not null references identity.person,
  tenant_id uuid not null,
  name text not null,
  scopes text[] not null,
  public_key_jwk jsonb not null,
  key_thumbprint text not null unique,
  revoked_at timestamptz,
  revoked_reason text,
  version int not null default 1,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${ownedRows('identity.machine_client')}

create table identity.enrolment (
  token_hash bytea primary key,
  tenant_id uuid not null,
  owner_id uuid not null references identity.person,
  name text not null,
  scopes text[] not null,
  expires_at timestamptz,
  client_id uuid references identity.machine_client,
  used_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${systemRows('identity.enrolment')}
`,
};
