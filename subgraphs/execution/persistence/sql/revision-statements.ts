import { sql } from '@effect-studio/kernel/database';

/** $1 revision, $2 definition, $3 adapter, $4 least VRAM MiB or null, $5 text[] capabilities. What is defined stays as it is. */
export const DEFINE_REVISION = sql(
  'execution-define-revision',
  `update execution.workflow_revision set definition = $2, adapter = $3, min_vram_mib = $4, required_capabilities = $5
   where id = $1 and definition is null`,
);

/** $1 workflow, $2 provider, $3 effect type, $4 variant, $5 adapter, $6 digest, $7 instance type, $8 studio time. A workflow that the catalogue does not have yet. */
export const INSERT_UNPUBLISHED_WORKFLOW = sql(
  'execution-insert-unpublished-workflow',
  `insert into execution.workflow (id, provider_id, effect_type_id, variant, adapter, digest, instance_type, is_active, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, false, $8, $8) on conflict (id) do nothing`,
);

/** $1 provider, $2 studio time. */
export const ENSURE_PROVIDER = sql(
  'execution-ensure-provider',
  `insert into execution.provider (id, status, created_at, updated_at) values ($1, 'HEALTHY', $2, $2) on conflict (id) do nothing`,
);

/** $1 workflow, $2 digest, $3 agent, $4 studio time. The same form for one machine alone; zero rows: the form is not known. */
export const TARGET_REVISION = sql(
  'execution-target-revision',
  `insert into execution.workflow_revision (workflow_id, digest, definition, adapter, min_vram_mib, required_capabilities, only_agent_id, created_at)
   select workflow_id, digest, definition, adapter, min_vram_mib, required_capabilities, $3, $4
   from execution.workflow_revision where workflow_id = $1 and digest = $2 and only_agent_id is null
   on conflict (workflow_id, digest, only_agent_id) do update set digest = excluded.digest returning id`,
);

/** $1 int[] revisions. */
export const READ_DEFINITIONS = sql(
  'execution-read-definitions',
  'select id, definition from execution.workflow_revision where id = any($1::int[])',
);

/** Machines that have a form for them alone, or one that is not current any more: what they are fit for may have changed. */
export const AGENTS_TO_REFIT = sql(
  'execution-agents-to-refit',
  `select distinct g.id from execution.agent g join execution.workflow_revision r on r.id = any(g.revision_ids)
   left join execution.workflow w on w.id = r.workflow_id
   where r.only_agent_id is not null or (r.definition is not null and (w.digest <> r.digest or not w.is_active)) order by 1`,
);

/**
 * Machines of a tenant that could take work of a workflow now. $1 tenant, $2 workflow, $3 digest of a form that they must have
 * built in, or null: they must take forms with the lease.
 */
export const ELIGIBLE_AGENTS = sql(
  'execution-eligible-agents',
  `select g.id from execution.agent g join execution.workflow w on w.id = $2
   where g.tenant_id = $1 and g.status = 'ONLINE' and g.deaf_since is null and g.cordoned_at is null and g.trust <> 'QUARANTINED'
     and (w.min_vram_mib is null or g.vram_mib >= w.min_vram_mib) and w.required_capabilities <@ g.capabilities
     and (not exists (select 1 from execution.fleet_assignment f where f.workflow_id = $2)
       or exists (select 1 from execution.fleet_assignment f where f.workflow_id = $2 and f.fleet = coalesce(g.fleet, 'default')))
     and case when $3::text is null then 'definitions:' || w.adapter = any(g.capabilities)
       else exists (select 1 from execution.workflow_revision r
         where r.workflow_id = $2 and r.digest = $3 and r.id = any(g.offered_revision_ids)) end
   order by g.name, g.id`,
);
