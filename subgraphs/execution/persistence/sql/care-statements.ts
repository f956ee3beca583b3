import { sql } from '@effect-studio/kernel/database';
import { AGREEMENT_WORTH } from '../../domain/spot-check.ts';

/** $1 agent, $2 studio time or null, $3 reason or null, $4 who, $5 studio time. */
export const SET_CORDON = sql(
  'execution-set-cordon',
  `update execution.agent set cordoned_at = $2, cordon_reason = $3, cordoned_by = $4, updated_at = $5 where id = $1`,
);

/** $1 agent, $2 task, $3 kind, $4 reason, $5 studio time. Zero rows: it is known of this task. */
export const NOTE_FAULT = sql(
  'execution-note-fault',
  `insert into execution.agent_fault (agent_id, task_id, kind, reason, happened_at) values ($1, $2, $3, $4, $5)
   on conflict do nothing returning agent_id`,
);

/** $1 task. Who delivered the result that stands. */
export const AGENT_OF_RESULT = sql(
  'execution-agent-of-result',
  `select a.agent_id from execution.attempt a where a.task_id = $1 and a.output_sha256 is not null order by a.epoch desc limit 1`,
);

/** $1 agent, $2 faults since. What its trust is judged by. */
export const READ_TRUST = sql(
  'execution-read-trust',
  `select g.trust, g.quarantines, g.quarantine_until,
     (select count(*)::int from execution.agent_fault f where f.agent_id = g.id and f.happened_at > greatest(g.trust_since, $2)) as faults,
     (select count(*)::int from (select 1 from execution.attempt a where a.agent_id = g.id and a.started_at >= g.trust_since
        and a.outcome = 'succeeded' limit 100) x)
     + ${AGREEMENT_WORTH - 1} * (select count(*)::int from execution.spot_check c where c.agent_id = g.id and c.state = 'AGREED'
        and c.decided_at >= g.trust_since) as good_results
   from execution.agent g where g.id = $1`,
);

/** $1 agent, $2 trust, $3 studio time, $4 quarantine's end, $5 reason and $6 quarantines so far. */
export const SET_TRUST = sql(
  'execution-set-trust',
  `update execution.agent set trust = $2, trust_since = $3, quarantine_until = $4, quarantine_reason = $5, quarantines = $6, updated_at = $3
   where id = $1`,
);

/** $1 studio time. Agents whose trust may have changed with time or with good work. */
export const AGENTS_TO_JUDGE = sql(
  'execution-agents-to-judge',
  `select id, tenant_id from execution.agent g
   where (trust = 'QUARANTINED' and quarantine_until <= $1) or (trust = 'PROBATION' and session_started_at is not null
     and exists (select 1 from execution.attempt a where a.agent_id = g.id and a.started_at >= g.trust_since))`,
);

/**
 * Agents that are heard of and have room, but have not asked for work since $1; seen since $2. Those that get no work anyway are
 * left out.
 */
export const DEAF_AGENTS = sql(
  'execution-deaf-agents',
  `select id, tenant_id from execution.agent g
   where status = 'ONLINE' and deaf_since is null and cordoned_at is null and trust <> 'QUARANTINED' and last_seen_at > $2
     and coalesce(last_polled_at, registered_at) <= $1
     and (select count(*) from execution.provider_slot s where s.agent_id = g.id) < g.concurrency`,
);

/** $1 agent, $2 since when or null, $3 studio time. */
export const SET_DEAF = sql(
  'execution-set-deaf',
  'update execution.agent set deaf_since = $2, updated_at = $3 where id = $1',
);
