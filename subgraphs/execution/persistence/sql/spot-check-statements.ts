import { sql } from '@effect-studio/kernel/database';

/** $1 task. Who delivered the output that stands, and how far it is relied upon. */
export const READ_DELIVERER = sql(
  'execution-read-deliverer',
  `select g.id, g.trust, g.client_id as "clientId" from execution.attempt a join execution.agent g on g.id = a.agent_id
   where a.task_id = $1 and a.output_sha256 is not null order by a.epoch desc limit 1`,
);

/**
 * A machine that could render the task again: online, fit for its revision, of none of the machine clients $2 and none of the
 * agents $3; trusted ones first, then the least busy. $1 task. Zero rows: there is none.
 */
export const FIND_CHECKER = sql(
  'execution-find-checker',
  `select g.id, g.trust from execution.task t
   join execution.workflow_revision r on r.id = t.revision_id
   join execution.workflow_revision o on o.workflow_id = r.workflow_id and o.digest = r.digest and o.only_agent_id is null
   join execution.agent g on o.id = any(g.revision_ids)
   where t.id = $1 and g.status = 'ONLINE' and g.deaf_since is null and g.cordoned_at is null and g.trust <> 'QUARANTINED'
     and g.client_id <> all($2::uuid[]) and g.id <> all($3::uuid[])
   order by g.trust = 'TRUSTED' desc, (select count(*) from execution.provider_slot s where s.agent_id = g.id), g.id limit 1`,
);

const CHECK_COLUMNS = `c.id, c.task_id as "taskId", c.stage, c.agent_id as "agentId", c.checker_id as "checkerId", c.state`;

/** $1 id, $2 task, $3 stage, $4 agent, $5 checker, $6 studio time. Zero rows: it is checked already. */
export const INSERT_CHECK = sql(
  'execution-insert-check',
  `insert into execution.spot_check (id, task_id, stage, agent_id, checker_id, state, created_at)
   values ($1, $2, $3, $4, $5, 'WAITING', $6) on conflict (task_id, stage) do nothing returning id`,
);

/** $1 id. Locks it. */
export const LOCK_CHECK = sql(
  'execution-lock-check',
  `select ${CHECK_COLUMNS} from execution.spot_check c where c.id = $1 for update`,
);

/** $1 id. */
export const READ_CHECK = sql(
  'execution-read-check',
  `select ${CHECK_COLUMNS} from execution.spot_check c where c.id = $1`,
);

/** $1 task. The first check of it. */
export const READ_FIRST_CHECK = sql(
  'execution-read-first-check',
  `select ${CHECK_COLUMNS} from execution.spot_check c where c.task_id = $1 and c.stage = 1`,
);

/** $1 id, $2 state, $3 distance or null, $4 studio time. */
export const DECIDE_CHECK = sql(
  'execution-decide-check',
  'update execution.spot_check set state = $2, distance = $3, decided_at = $4 where id = $1',
);

/** $1 id, $2 studio time. Ends a check that has come to nothing: its task is over without an output. Zero rows: it is no check that waits. */
export const CLOSE_CHECK = sql(
  'execution-close-check',
  `update execution.spot_check set state = 'INCONCLUSIVE', decided_at = $2 where id = $1 and state = 'WAITING'`,
);

/** $1 uuid[] tasks. Keys of the outputs that stand. */
export const READ_OUTPUTS = sql(
  'execution-read-outputs',
  `select distinct on (task_id) task_id as "taskId", output_key as "outputKey" from execution.attempt
   where task_id = any($1::uuid[]) and output_key is not null order by task_id, epoch desc`,
);

/** $1 agent. Newest first. */
export const READ_CHECKS_OF_AGENT = sql(
  'execution-read-checks-of-agent',
  `select ${CHECK_COLUMNS}, c.distance, c.created_at as "createdAt", c.decided_at as "decidedAt" from execution.spot_check c
   where c.agent_id = $1 order by c.created_at desc, c.id desc limit 50`,
);
