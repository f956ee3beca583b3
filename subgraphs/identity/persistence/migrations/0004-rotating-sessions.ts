import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Tokens of sessions change while they are used; one that was given up tells of theft when it comes back. */
export const rotatingSessions: Migration = {
  id: '0004-rotating-sessions',
  sql: `
alter table identity.session
  -- When the present token took the place of another; null: it is the first.
  add column rotated_at timestamptz,
  -- When the present token was first used; null: nobody has shown yet that it arrived.
  add column confirmed_at timestamptz;

create table identity.spent_session_token (
  token_hash bytea primary key,
  session_id uuid not null references identity.session,
  tenant_id uuid not null,
  spent_at timestamptz not null
);
create index spent_session_token_by_session on identity.spent_session_token (session_id);
alter table identity.spent_session_token enable row level security;
alter table identity.spent_session_token force row level security;
create policy identity_spent_session_token_system on identity.spent_session_token using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) = 'system'
);
`,
};
