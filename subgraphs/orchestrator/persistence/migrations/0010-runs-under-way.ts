import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** Runs that machines work for or will, counted before another one is taken. */
export const runsUnderWay: Migration = {
  id: '0010-runs-under-way',
  sql: `
create index run_under_way on orchestrator.run (tenant_id, owner_id)
  where state in ('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING', 'RUNNING', 'EVALUATING', 'SELECTING', 'FINISHING');
`,
};
