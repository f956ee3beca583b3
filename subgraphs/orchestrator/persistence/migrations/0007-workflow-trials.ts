import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Tries of workflows go the way of benchmarks, in the budget of system tests. */
export const workflowTrials: Migration = {
  id: '0007-workflow-trials',
  sql: `
alter table orchestrator.run
  drop constraint run_benchmark_pays_itself,
  add constraint run_benchmark_pays_itself check (
    case budget_context when 'benchmark' then benchmark is not null when 'user_run' then benchmark is null else true end);
-- The one machine that may render it; null: any that can.
alter table orchestrator.leg add column only_agent_id uuid;
`,
};
