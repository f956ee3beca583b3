import { sql } from '@effect-studio/kernel/database';

/** $1 provider, $2 status, $3 studio time. */
export const UPSERT_PROVIDER = sql(
  'execution-upsert-provider',
  `insert into execution.provider (id, status, created_at, updated_at) values ($1, $2, $3, $3)
   on conflict (id) do update set status = $2, updated_at = $3`,
);

/** $1 provider, $2 how many. Slots that exist stay as they are. */
export const ENSURE_SLOTS = sql(
  'execution-ensure-slots',
  `insert into execution.provider_slot (provider_id, n)
   select $1, n from generate_series(1, $2::int) n
   where not exists (select 1 from execution.provider_slot where provider_id = $1)
   on conflict do nothing`,
);

/** $1 workflow, $2 provider, $3 effect type, $4 variant, $5 adapter, $6 digest, $7 instance type or null, $8 active, $9 studio time, $10 least VRAM MiB or null, $11 text[] capabilities. */
export const UPSERT_WORKFLOW = sql(
  'execution-upsert-workflow',
  `insert into execution.workflow (id, provider_id, effect_type_id, variant, adapter, digest, instance_type, is_active, created_at, updated_at,
     min_vram_mib, required_capabilities)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
   on conflict (id) do update set provider_id = $2, effect_type_id = $3, variant = $4, adapter = $5, digest = $6,
     instance_type = coalesce($7, execution.workflow.instance_type), is_active = $8, updated_at = $9,
     min_vram_mib = $10, required_capabilities = $11`,
);

/** $1 text[] workflows that the catalogue still names, $2 studio time. */
export const RETIRE_WORKFLOWS = sql(
  'execution-retire-workflows',
  'update execution.workflow set is_active = false, updated_at = $2 where is_active and id <> all($1::text[])',
);

/** $1 recent since, per provider: machines online that run one of its active workflows, and how attempts ended. */
export const OBSERVE_PROVIDERS = sql(
  'execution-observe-providers',
  `select p.id,
     (select count(*)::int from execution.agent g where g.status = 'ONLINE' and g.deaf_since is null and g.cordoned_at is null and g.trust <> 'QUARANTINED' and exists (
        select 1 from execution.workflow w
        join execution.workflow_revision r on r.workflow_id = w.id and r.digest = w.digest
        where w.provider_id = p.id and w.is_active and r.id = any(g.revision_ids))) as online_agents,
     (select count(*)::int from execution.attempt a where a.provider_id = p.id and a.started_at > $1
        and a.outcome = 'succeeded') as good_attempts,
     (select count(*)::int from execution.attempt a where a.provider_id = p.id and a.started_at > $1
        and a.outcome in ('failed', 'expired')) as bad_attempts,
     b.healthy, b.online_agents as told_agents, b.times_told, b.told_at
   from execution.provider p left join execution.provider_probe b on b.provider_id = p.id
   order by p.id`,
);

/** $1 provider, $2 healthy, $3 online agents, $4 times told, $5 studio time. */
export const UPSERT_PROBE = sql(
  'execution-upsert-probe',
  `insert into execution.provider_probe (provider_id, healthy, online_agents, times_told, told_at, updated_at)
   values ($1, $2, $3, $4, $5, $5)
   on conflict (provider_id) do update set healthy = $2, online_agents = $3, times_told = $4, told_at = $5, updated_at = $5`,
);

/** $1 provider. */
export const COUNT_ONLINE_AGENTS = sql(
  'execution-count-online-agents',
  `select w.provider_id, count(distinct g.id)::int as online from execution.workflow w
   join execution.workflow_revision r on r.workflow_id = w.id and r.digest = w.digest
   join execution.agent g on g.status = 'ONLINE' and g.deaf_since is null and g.cordoned_at is null and g.trust <> 'QUARANTINED' and r.id = any(g.revision_ids)
   where w.provider_id = any($1::text[]) and w.is_active group by w.provider_id`,
);

/** $1 text[] providers. */
export const COUNT_SLOTS = sql(
  'execution-count-slots',
  'select provider_id, count(*)::int as slots from execution.provider_slot where provider_id = any($1::text[]) and not is_retired group by provider_id',
);

/** $1 provider. Zero rows: nobody knows it. */
export const LOCK_PROVIDER = sql(
  'execution-lock-provider',
  'select id from execution.provider where id = $1 for update',
);

/** $1 provider, $2 slots. Makes what is missing, brings back what was retired. */
export const ADD_SLOTS = sql(
  'execution-add-slots',
  `insert into execution.provider_slot (provider_id, n) select $1, n from generate_series(1, $2::int) n
   on conflict (provider_id, n) do update set is_retired = false where execution.provider_slot.is_retired`,
);

/** $1 provider, $2 slots. What is beyond gets no more leases; one that is held ends in peace. */
export const RETIRE_SLOTS = sql(
  'execution-retire-slots',
  'update execution.provider_slot set is_retired = true where provider_id = $1 and n > $2 and not is_retired',
);
