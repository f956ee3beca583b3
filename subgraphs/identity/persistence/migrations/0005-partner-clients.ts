import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Machines are agents or programs of partners; the latter may do so much a day. */
export const partnerClients: Migration = {
  id: '0005-partner-clients',
  sql: `
alter table identity.machine_client
  add column kind text not null default 'agent' check (kind in ('agent', 'partner')),
  -- Operations a day; null for agents, which are bounded by their leases.
  add column quota_per_day int check (quota_per_day > 0);
alter table identity.enrolment
  add column kind text not null default 'agent' check (kind in ('agent', 'partner')),
  add column quota_per_day int check (quota_per_day > 0);
`,
};
