import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** A machine gets another key and stays the machine that it is. */
export const keyRotation: Migration = {
  id: '0007-key-rotation',
  sql: `
alter table identity.machine_client
  -- When its present key took the place of another; null: it is the first.
  add column key_changed_at timestamptz;
alter table identity.enrolment
  -- The machine whose key is replaced; null: a new machine enrols.
  add column rotates_client_id uuid references identity.machine_client;
`,
};
