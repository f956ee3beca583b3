import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Which session at an issuer a session here was opened by, so that the issuer can end it. */
export const issuerSessions: Migration = {
  id: '0008-issuer-sessions',
  sql: `
-- Keyed hash of issuer and its session id (sid); null: no issuer, or one that tells none.
alter table identity.session add column issuer_session_index bytea;
create index session_by_issuer_session on identity.session (issuer_session_index)
  where issuer_session_index is not null and revoked_at is null;
`,
};
