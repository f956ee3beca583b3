/**
 * SQL that makes a table append-only: updates, deletes and truncates are refused by a trigger, whoever asks.
 * Corrections are new rows.
 */
export function appendOnly(table: string): string {
  const name = table.replace('.', '_');
  return `
create trigger ${name}_append_only before update or delete on ${table}
  for each row execute function economics.refuse_change();
create trigger ${name}_no_truncate before truncate on ${table}
  for each statement execute function economics.refuse_change();
`;
}

/** SQL of the trigger function behind {@link appendOnly}. */
export const REFUSE_CHANGE = `
create function economics.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: correct it with a new row', tg_table_name using errcode = 'restrict_violation';
end $$;
`;

/** SQL of row-level security for sensitive economics: the platform and admins of the tenant, nobody else. */
export function sensitiveRows(table: string): string {
  const name = table.replace('.', '_');
  return `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy ${name}_sensitive on ${table} using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) in ('system', 'admin')
);
`;
}
