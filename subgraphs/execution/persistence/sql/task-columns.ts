const COLUMNS =
  `id owner_id tenant_id run_id role provider_id workflow_id effect_type_id variant adapter instance_type
  budget_context excerpt_start_ms excerpt_duration_ms work_units strikes priority revision_id fair_tag busy_ms correlation_id queued_at ended_at`.split(
    /\s+/,
  );

/**
 * A task `t` with its live lease `s`, as `TaskRow` has them. The state is told here and nowhere else: an open task
 * that a slot holds is leased.
 */
export const TASK_COLUMNS = `${COLUMNS.map((column) => `t.${column}`).join(', ')},
  case when t.state = 0 and s.lease_id is not null then 1 else t.state end as state, coalesce(s.epoch, t.epoch) as epoch,
  s.lease_id, s.agent_id, s.lease_until, s.hard_deadline, case when t.state = 2 then 1 else s.progress end as progress`;

/** Where tasks are read from. Slots are few, and not indexed by what they hold: their updates stay HOT. */
export const TASKS = 'execution.task t left join execution.provider_slot s on s.task_id = t.id';
