import { sql } from '@effect-studio/kernel/database';

const AGENT_COLUMNS = `g.id, g.client_id, g.owner_id, g.tenant_id, g.name, g.status, g.version, g.instance_type, g.gpu_name,
  g.vram_mib, g.driver_version, g.fleet, g.startup_ms, g.capabilities, g.revision_ids, g.registered_at, g.last_seen_at, g.session_id, g.session_started_at,
  g.concurrency, g.trust, g.trust_since, g.deaf_since, g.cordoned_at, g.cordon_reason, g.quarantine_until, g.quarantine_reason,
  g.quarantines, g.last_polled_at,
  (select count(*)::int from execution.agent_fault f where f.agent_id = g.id and f.happened_at > g.trust_since) as fault_count,
  (select count(*)::int from execution.provider_slot a where a.agent_id = g.id) as lease_count`;

/** $1 machine client, $2 name. Locks it. */
export const LOCK_AGENT_BY_NAME = sql(
  'execution-lock-agent-by-name',
  `select ${AGENT_COLUMNS} from execution.agent g where client_id = $1 and name = $2 for update of g`,
);

/** $1 agent. Locks it. */
export const LOCK_AGENT = sql(
  'execution-lock-agent',
  `select ${AGENT_COLUMNS} from execution.agent g where id = $1 for update of g`,
);

/** $1 agent. */
export const READ_AGENT = sql(
  'execution-read-agent',
  `select ${AGENT_COLUMNS} from execution.agent g where id = $1`,
);

/** $1 uuid[] agents, $2 tenant. */
export const READ_AGENTS_BY_ID = sql(
  'execution-read-agents-by-id',
  `select ${AGENT_COLUMNS} from execution.agent g where id = any($1::uuid[]) and tenant_id = $2`,
);

/** $1 tenant. */
export const READ_AGENTS = sql(
  'execution-read-agents',
  `select ${AGENT_COLUMNS} from execution.agent g where tenant_id = $1 order by name, id`,
);

/** $1 machine client. */
export const AGENTS_OF_CLIENT = sql(
  'execution-agents-of-client',
  'select id from execution.agent where client_id = $1 order by id',
);

/** $1 id, $2 client, $3 owner, $4 tenant, $5 name, $6 version, $7 instance type, $8 gpu, $9 vram MiB, $10 capabilities, $11 revisions, $12 studio time, $13 session,
 * $14 driver version, $15 fleet, $16 startup ms; null where not told; $17 concurrency. Trust, faults and cordons stay. */
export const UPSERT_AGENT = sql(
  'execution-upsert-agent',
  `insert into execution.agent (id, client_id, owner_id, tenant_id, name, status, version, instance_type, gpu_name, vram_mib,
     capabilities, offered_revision_ids, revision_ids, registered_at, last_seen_at, session_started_at, created_at, updated_at, session_id,
     driver_version, fleet, startup_ms, concurrency, trust_since)
   values ($1, $2, $3, $4, $5, 'ONLINE', $6, $7, $8, $9, $10, $11, '{}', $12, $12, $12, $12, $12, $13, $14, $15, $16, $17, $12)
   on conflict (client_id, name) do update set owner_id = $3, status = 'ONLINE', version = $6, instance_type = $7, gpu_name = $8,
     vram_mib = $9, capabilities = $10, offered_revision_ids = $11, registered_at = $12, last_seen_at = $12,
     session_started_at = $12, updated_at = $12, session_id = $13,
     driver_version = $14, fleet = $15, startup_ms = $16, concurrency = $17, deaf_since = null, last_polled_at = null`,
);

/** $1 uuid[] agents, $2 studio time. Heartbeats; at most one write per agent in five seconds, none of who somebody else writes. */
export const TOUCH_AGENTS = sql(
  'execution-touch-agents',
  `update execution.agent set last_seen_at = $2, updated_at = $2
   where id in (select id from execution.agent where id = any($1::uuid[]) and last_seen_at < $2::timestamptz - interval '5 seconds'
     for update skip locked)`,
);

/** $1 agent, $2 studio time, $3 session: a lost agent is back, with a session of its own. */
export const REVIVE_AGENT = sql(
  'execution-revive-agent',
  `update execution.agent set status = 'ONLINE', last_seen_at = $2, session_id = $3, session_started_at = $2, startup_ms = null, updated_at = $2
   where id = $1`,
);

/** $1 agent, $2 status, $3 studio time. */
export const SET_AGENT_STATUS = sql(
  'execution-set-agent-status',
  'update execution.agent set status = $2, updated_at = $3 where id = $1',
);

/** $1 agent, $2 when its session began. Milliseconds that it worked since. */
export const READ_SESSION_BUSY = sql(
  'execution-read-session-busy',
  'select coalesce(sum(busy_ms), 0)::float8 as busy_ms from execution.attempt where agent_id = $1 and started_at >= $2',
);

/** $1 agent, $2 status, $3 studio time. The session is over. */
export const END_SESSION = sql(
  'execution-end-session',
  'update execution.agent set status = $2, session_id = null, session_started_at = null, updated_at = $3 where id = $1',
);

/** $1 seen before. Agents with an open session that went silent. */
export const SILENT_AGENTS = sql(
  'execution-silent-agents',
  'select id, tenant_id from execution.agent where session_started_at is not null and last_seen_at <= $1',
);

/** $1 client, $2 owner, $3 studio time. */
export const UPSERT_MACHINE = sql(
  'execution-upsert-machine',
  `insert into execution.machine (client_id, owner_id, created_at, updated_at) values ($1, $2, $3, $3)
   on conflict (client_id) do update set owner_id = $2, updated_at = $3`,
);

/** $1 client, $2 studio time, $3 owner where the machine was never heard of. */
export const REVOKE_MACHINE = sql(
  'execution-revoke-machine',
  `insert into execution.machine (client_id, owner_id, revoked_at, created_at, updated_at) values ($1, $3, $2, $2, $2)
   on conflict (client_id) do update set revoked_at = $2, updated_at = $2`,
);

/** $1 client. */
export const READ_MACHINE = sql(
  'execution-read-machine',
  'select owner_id, revoked_at from execution.machine where client_id = $1',
);

/** Agents that take no more work, hold none, and whose session is still open. */
export const DRAINED_AGENTS = sql(
  'execution-drained-agents',
  `select id, tenant_id from execution.agent g where status = 'DRAINING' and session_started_at is not null
   and not exists (select 1 from execution.provider_slot s where s.agent_id = g.id)`,
);

/** Somebody waits for it, or works on it. */
const IS_OPEN = `(exists (select 1 from execution.ready_task q where q.revision_id = r.id)
  or exists (select 1 from execution.provider_slot s join execution.task t on t.id = s.task_id where t.revision_id = r.id))`;

/**
 * Says anew which revisions machines are fit for: enough VRAM, all capabilities, a fleet that renders the workflow. Those that they have built in, and those that
 * they can be given with the lease as long as these are current or somebody waits for them; of what is for one machine alone,
 * only what somebody waits for: agents of one kind keep the same list, and are served together. $1 agent, or null for all.
 * Locks the agents that change.
 */
export const FIT_AGENTS = sql(
  'execution-fit-agents',
  `with fit as (
     select g.id, array(
       select r.id from execution.workflow_revision r
       left join execution.workflow w on w.id = r.workflow_id
       where (r.only_agent_id is null or r.only_agent_id = g.id)
         and case
           when r.only_agent_id is null and r.id = any(g.offered_revision_ids) then true
           when r.definition is not null and 'definitions:' || r.adapter = any(g.capabilities)
             then (r.only_agent_id is null and w.is_active and w.digest = r.digest) or ${IS_OPEN}
           else r.only_agent_id = g.id and ${IS_OPEN} and exists (select 1 from execution.workflow_revision o
             where o.id = any(g.offered_revision_ids) and o.workflow_id = r.workflow_id and o.digest = r.digest)
         end
         and (coalesce(r.min_vram_mib, w.min_vram_mib) is null or g.vram_mib >= coalesce(r.min_vram_mib, w.min_vram_mib))
         and coalesce(r.required_capabilities, w.required_capabilities, '{}') <@ g.capabilities
         and (not exists (select 1 from execution.fleet_assignment f where f.workflow_id = r.workflow_id)
           or exists (select 1 from execution.fleet_assignment f
             where f.workflow_id = r.workflow_id and f.fleet = coalesce(g.fleet, 'default')))
       order by r.id) as revision_ids
     from execution.agent g where $1::uuid is null or g.id = $1)
   update execution.agent g set revision_ids = fit.revision_ids from fit
   where g.id = fit.id and g.revision_ids is distinct from fit.revision_ids`,
);
