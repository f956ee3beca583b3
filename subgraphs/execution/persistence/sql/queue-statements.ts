import { sql } from '@effect-studio/kernel/database';

/** $1 uuid[] runs. Tasks of theirs that have not ended and the caller may see. */
export const READ_OPEN_TASKS = sql(
  'execution-read-open-tasks',
  'select id from execution.task where run_id = any($1::uuid[]) and state = 0',
);

/**
 * $1 uuid[] tasks, $2 where counting ends. Those of them that wait, with how many of their provider, of whichever workflow and
 * tenant, are given out before: leases go by provider in the order of (priority, fair tag, id). Tasks that are leased have no row.
 */
export const READ_PLACES = sql(
  'execution-read-places',
  `select t.run_id, t.provider_id, t.workflow_id, ahead.count as before,
     (select count(*)::int from execution.agent g where g.status = 'ONLINE' and g.deaf_since is null and g.cordoned_at is null
        and g.trust <> 'QUARANTINED' and t.revision_id = any(g.revision_ids)) as agents
   from execution.task t
   join execution.ready_task q on (q.revision_id, q.priority, q.fair_tag, q.task_id) = (t.revision_id, t.priority, t.fair_tag, t.id)
   cross join lateral (
     select count(*)::int as count from (
       select from execution.workflow w join execution.workflow_revision r on r.workflow_id = w.id
       join execution.ready_task o on o.revision_id = r.id and (o.priority, o.fair_tag, o.task_id) < (t.priority, t.fair_tag, t.id)
       where w.provider_id = t.provider_id limit $2
     ) counted
   ) ahead
   where t.id = any($1::uuid[])`,
);

/** $1 text[] providers, $2 attempts since. How fast each works; always one row for each. */
export const READ_RATES = sql(
  'execution-read-rates',
  `select p.id as provider_id,
     (select count(*)::int from execution.provider_slot s where s.provider_id = p.id and s.lease_id is not null) as leased,
     (select avg(extract(epoch from a.ended_at - a.started_at) * 1000)::float8 from execution.attempt a
        where a.provider_id = p.id and a.started_at >= $2 and a.outcome in ('succeeded', 'late', 'failed')) as mean_ms
   from unnest($1::text[]) p (id)`,
);
