import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs that compare providers on known inputs, beside those of people. */
export const benchmarkRuns: Migration = {
  id: '0002-benchmark-runs',
  sql: `
alter table orchestrator.run
  add column budget_context text not null default 'user_run'
    check (budget_context in ('user_run', 'system_test', 'benchmark')),
  add column benchmark jsonb,
  add constraint run_benchmark_pays_itself check ((benchmark is null) = (budget_context <> 'benchmark'));
alter table orchestrator.run alter column budget_context drop default;
`,
};
