const COLUMNS =
  `id owner_id tenant_id run_id role provider_id workflow_id effect_type_id variant adapter instance_type
  budget_context excerpt_start_ms excerpt_duration_ms work_units state epoch attempts strikes lease_id agent_id lease_until
  hard_deadline progress busy_ms correlation_id queued_at ended_at`.split(/\s+/);

/** Columns of a task, as `TaskRow` has them. @param alias of the table in the statement */
export const taskColumns = (alias: string): string =>
  COLUMNS.map((column) => `${alias}.${column}`).join(', ');
