import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Who looks at an item, and who approved it first. */
export const claims: Migration = {
  id: '0007-claims',
  sql: `
alter table notifications.review_item
  add column claimed_by uuid,
  add column claimed_until timestamptz,
  add column first_approved_by uuid,
  add column first_approved_at timestamptz;
`,
};
