import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Which person an account at an OpenID Connect issuer belongs to; only the platform sees these rows. */
export const issuerAccounts: Migration = {
  id: '0002-issuer-accounts',
  sql: `
-- subject_index: keyed hash of issuer and subject. A person has one account at an issuer.
create table identity.issuer_account (
  person_id uuid not null references identity.person,
  tenant_id uuid not null,
  issuer text not null,
  subject_index bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (person_id, issuer),
  unique (tenant_id, subject_index)
);
alter table identity.issuer_account enable row level security;
alter table identity.issuer_account force row level security;
create policy identity_issuer_account_system on identity.issuer_account using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) = 'system'
);
`,
};
