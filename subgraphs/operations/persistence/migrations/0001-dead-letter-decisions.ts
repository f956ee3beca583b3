import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Who decided what about a dead letter. Rows are added with the decision and never changed. */
export const deadLetterDecisions: Migration = {
  id: '0001-dead-letter-decisions',
  sql: `
create table operations.dead_letter_decision (
  id uuid primary key,
  dead_letter_id uuid not null,
  state_before text not null,
  state_after text not null,
  reason text,
  correlation_id uuid not null,
  created_by uuid not null,
  created_at timestamptz not null
);
create index dead_letter_decision_by_letter on operations.dead_letter_decision (dead_letter_id, id);
`,
};
