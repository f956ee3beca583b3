import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const budgetContexts: Migration = {
  id: '0005-budget-contexts',
  sql: `
-- Whose work the workflow's provider does; null: everybody's.
alter table orchestrator.workflow add column budget_contexts text[];
`,
};
