import { createHmac } from 'node:crypto';

/** The database role of a context at run time: least privilege, owns nothing. */
export const roleOf = (context: string): string => `es_${context}`;

/** A role's password, derived so that it need not be stored. */
export function rolePassword(studioSecret: string, role: string): string {
  return createHmac('sha256', studioSecret).update(`postgres-role:${role}`).digest('base64url');
}

/** The connection URL of a context's role on the same server and database as the owner's. */
export function roleUrl(ownerUrl: string, studioSecret: string, role: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = rolePassword(studioSecret, role);
  return url.toString();
}

/** Kernel tables that every context has in its own schema: inbox, idempotency keys, jobs. */
export function kernelTables(context: string): string {
  return `
create table if not exists ${context}.inbox (
  event_id uuid primary key,
  position bigint not null,
  consumed_at timestamptz not null
);
-- Inboxes from before they had positions: what the log has forgotten cannot be delivered again.
alter table ${context}.inbox add column if not exists position bigint;
do $$ begin
  if exists (select from pg_attribute where attrelid = '${context}.inbox'::regclass and attname = 'position' and not attnotnull) then
    update ${context}.inbox i set position = l.position from bus.event_log l where l.event_id = i.event_id;
    delete from ${context}.inbox where position is null;
    alter table ${context}.inbox alter column position set not null;
  end if;
end $$;
create table if not exists ${context}.idempotency (
  key text primary key,
  payload_hash text not null,
  response jsonb,
  created_at timestamptz not null
);
create table if not exists ${context}.job (
  id uuid primary key,
  kind text not null,
  dedupe_key text not null unique,
  payload jsonb not null,
  due_at timestamptz not null,
  -- 0 waiting, 1 running
  state smallint not null default 0,
  attempts int not null default 0,
  max_attempts int not null,
  locked_until timestamptz,
  last_error text,
  correlation_id uuid not null,
  causation_id uuid,
  tenant_id uuid not null,
  created_at timestamptz not null
) with (fillfactor = 75);
-- Attempts that a stopping process gave back, or that an outage or the end of their process cut short; they do not count
-- against the cap.
alter table ${context}.job add column if not exists handed_back int not null default 0;
alter table ${context}.job add column if not exists traceparent text;
-- How often its process ended while it ran.
alter table ${context}.job add column if not exists abandoned int not null default 0;
create index if not exists job_due on ${context}.job (due_at) where state = 0;
create index if not exists job_locked on ${context}.job (locked_until) where state = 1;
`;
}

/** Row-level security for a table whose rows belong to a person: the owner, admins of the tenant and the platform see them. */
export function ownedRows(table: string, ownerColumn = 'owner_id'): string {
  const name = table.replace('.', '_');
  return `
alter table ${table} enable row level security;
alter table ${table} force row level security;
drop policy if exists ${name}_owned on ${table};
create policy ${name}_owned on ${table} using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and ((select current_setting('app.actor', true)) in ('system', 'admin')
       or ${ownerColumn} = (select nullif(current_setting('app.user_id', true), '')::uuid))
);
`;
}
