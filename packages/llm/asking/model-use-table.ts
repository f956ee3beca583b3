/** The tenant and the owner of the row that counts the whole studio. */
export const WHOLE_STUDIO = '00000000-0000-0000-0000-000000000000';

/** DDL of the table in which a context counts its questions to a model, for one of its migrations. */
export const modelUseTable = (context: string): string => `
-- Questions to a model per person and UTC day, and, with zero ids, of the whole studio.
create table ${context}.model_use (
  tenant_id uuid not null,
  owner_id uuid not null,
  day date not null,
  questions int not null check (questions >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, owner_id, day)
);
alter table ${context}.model_use enable row level security;
alter table ${context}.model_use force row level security;
create policy model_use_of_the_platform on ${context}.model_use using (
  (select current_setting('app.actor', true)) = 'system'
  and tenant_id in ((select nullif(current_setting('app.tenant_id', true), '')::uuid), '${WHOLE_STUDIO}')
);
`;
