import { sql } from '@effect-studio/kernel/database';

const REVISION_COLUMNS = `r.id, r.workflow_id as "workflowId", r.number, r.digest, r.provider_id as "providerId",
  r.effect_type_id as "effectTypeId", r.variant, r.title, r.min_vram_mib as "vramMiB", r.required_capabilities as "requiredCapabilities",
  r.origin, r.status, r.definition, r.made_from as "madeFromId", r.note, r.created_by as "createdBy", r.decided_by as "decidedBy",
  r.decided_at as "decidedAt", r.rejection, r.created_at as "createdAt",
  exists (select 1 from providers.workflow w where w.revision_id = r.id and w.is_active) as "isCurrent"`;

/** $1 uuid[] revisions. */
export const READ_REVISIONS = sql(
  'providers-read-revisions',
  `select ${REVISION_COLUMNS} from providers.workflow_revision r where r.id = any($1::uuid[])`,
);

/** $1 text[] workflows. Newest first. */
export const REVISIONS_OF_WORKFLOWS = sql(
  'providers-revisions-of-workflows',
  `select ${REVISION_COLUMNS} from providers.workflow_revision r where r.workflow_id = any($1::text[]) order by r.workflow_id, r.number desc`,
);

/** $1 workflow, $2 digest. */
export const FIND_REVISION = sql(
  'providers-find-revision',
  `select ${REVISION_COLUMNS} from providers.workflow_revision r where r.workflow_id = $1 and r.digest = $2`,
);

/** $1 id, $2 workflow, $3 digest, $4 provider, $5 effect type, $6 variant, $7 title, $8 MiB or null, $9 text[] capabilities, $10 origin,
 * $11 status, $12 definition or null, $13 made from or null, $14 note or null, $15 who or null, $16 studio time. The catalogue is locked. */
export const INSERT_REVISION = sql(
  'providers-insert-revision',
  `insert into providers.workflow_revision (id, workflow_id, number, digest, provider_id, effect_type_id, variant, title, min_vram_mib,
     required_capabilities, origin, status, definition, made_from, note, created_by, decided_at, created_at, updated_at)
   select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11::text, $12, $13, $14, $15,
     case when $11::text = 'PUBLISHED' then $16::timestamptz end, $16, $16
   from providers.workflow_revision where workflow_id = $2`,
);

/** $1 revision, $2 definition, $3 studio time. Cost and words of the house's own may change; what decides the picture cannot, the digest says so. */
export const KEEP_DEFINITION = sql(
  'providers-keep-definition',
  `update providers.workflow_revision set definition = $2, updated_at = $3 where id = $1 and origin = 'HOUSE' and definition is distinct from $2::jsonb`,
);

/** $1 revision, $2 status, $3 who, $4 studio time, $5 reason or null. Zero rows: it was decided before. */
export const DECIDE_REVISION = sql(
  'providers-decide-revision',
  `update providers.workflow_revision set status = $2, decided_by = $3, decided_at = $4, rejection = $5, updated_at = $4
   where id = $1 and status = 'IN_REVIEW' returning id`,
);

/** $1 workflow, $2 revision, $3 reason, $4 who or null, $5 studio time. */
export const NOTE_PIN = sql(
  'providers-note-pin',
  `insert into providers.workflow_pin (workflow_id, revision_id, reason, pinned_by, created_at) values ($1, $2, $3, $4, $5)`,
);

/** $1 workflow. Whether a revision that was written here is the current one: then the house's catalogue does not replace it. */
export const IS_STUDIOS_OWN = sql(
  'providers-is-studios-own',
  `select exists (select 1 from providers.workflow w join providers.workflow_revision r on r.id = w.revision_id
     where w.id = $1 and r.origin = 'STUDIO') as own`,
);

/** $1 effect type. Settings of the house's ffmpeg workflows of it. */
export const HOUSE_SETTINGS = sql(
  'providers-house-settings',
  `select r.definition -> 'settings' as settings from providers.workflow_revision r join providers.provider p on p.id = r.provider_id
   where r.effect_type_id = $1 and r.origin = 'HOUSE' and r.definition is not null and p.adapter = 'ffmpeg' order by r.workflow_id, r.number`,
);

/** $1 text[] effect types. What the agents' code makes of each, as the house's newest forms say. */
export const HOUSE_PLANNERS = sql(
  'providers-house-planners',
  `select distinct on (r.effect_type_id) r.effect_type_id as "effectTypeId", r.definition ->> 'planner' as planner
   from providers.workflow_revision r
   where r.effect_type_id = any($1::text[]) and r.origin = 'HOUSE' and r.definition ? 'planner'
   order by r.effect_type_id, r.updated_at desc, r.number desc`,
);

/** $1 workflow. The highest version that any definition of it has. */
export const HIGHEST_VERSION = sql(
  'providers-highest-version',
  `select greatest(coalesce(max(number), 0), coalesce(max((definition ->> 'version')::int), 0))::int as version
   from providers.workflow_revision where workflow_id = $1`,
);

const DRAFT_COLUMNS = `id, workflow_id as "workflowId", provider_id as "providerId", effect_type_id as "effectTypeId", variant, title,
  definition, made_from as "madeFromId", submitted_as as "submittedAsId", discarded_at as "discardedAt", created_by as "createdBy",
  created_at as "createdAt", updated_at as "updatedAt", version`;

/** $1 uuid[] drafts. */
export const READ_DRAFTS = sql(
  'providers-read-drafts',
  `select ${DRAFT_COLUMNS} from providers.workflow_draft where id = any($1::uuid[])`,
);

/** $1 draft. Locks it. */
export const LOCK_DRAFT = sql(
  'providers-lock-draft',
  `select ${DRAFT_COLUMNS} from providers.workflow_draft where id = $1 for update`,
);

export const OPEN_DRAFTS = sql(
  'providers-open-drafts',
  `select ${DRAFT_COLUMNS} from providers.workflow_draft where submitted_as is null and discarded_at is null
   order by updated_at desc, id limit 100`,
);

/**
 * $1 id, $2 workflow, $3 provider, $4 effect type, $5 variant, $6 title, $7 definition, $8 made from, $9 who, $10 studio time,
 * $11 tenant.
 */
export const INSERT_DRAFT = sql(
  'providers-insert-draft',
  `insert into providers.workflow_draft (id, workflow_id, provider_id, effect_type_id, variant, title, definition, made_from, created_by,
     owner_id, created_at, updated_at, tenant_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $10, $11)`,
);

/** $1 draft, $2 definition, $3 title, $4 studio time. */
export const SAVE_DRAFT = sql(
  'providers-save-draft',
  `update providers.workflow_draft set definition = $2, title = $3, updated_at = $4, version = version + 1 where id = $1`,
);

/** $1 draft, $2 studio time. */
export const DISCARD_DRAFT = sql(
  'providers-discard-draft',
  `update providers.workflow_draft set discarded_at = $2, updated_at = $2, version = version + 1 where id = $1`,
);

/** $1 draft, $2 revision, $3 studio time. */
export const CLOSE_DRAFT = sql(
  'providers-close-draft',
  `update providers.workflow_draft set submitted_as = $2, updated_at = $3, version = version + 1 where id = $1`,
);

const TRIAL_COLUMNS = `id, kind, draft_id as "draftId", workflow_id as "workflowId", digest, agent_ids as "agentIds",
  requested_by as "requestedBy", created_at as "requestedAt"`;

/** $1 id, $2 kind, $3 draft or null, $4 workflow, $5 digest, $6 uuid[] agents, $7 who, $8 studio time, $9 tenant. */
export const INSERT_TRIAL = sql(
  'providers-insert-trial',
  `insert into providers.workflow_trial (id, kind, draft_id, workflow_id, digest, agent_ids, requested_by, owner_id, created_at, tenant_id)
   values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)`,
);

/** $1 who, $2 studio time. How often they tried something after it; the caller counts within a lock of theirs. */
export const TRIALS_SINCE = sql(
  'providers-trials-since',
  `select count(*)::int as count from providers.workflow_trial where owner_id = $1 and created_at > $2`,
);

/** $1 who. Makes tries of one person wait for each other until the transaction ends. */
export const LOCK_TRIALS_OF = sql(
  'providers-lock-trials-of',
  `select pg_advisory_xact_lock(hashtextextended('providers-trials:' || $1::text, 0))`,
);

/** $1 who. What they handed in, newest first. */
export const REVISIONS_OF_AUTHOR = sql(
  'providers-revisions-of-author',
  `select ${REVISION_COLUMNS} from providers.workflow_revision r where r.created_by = $1 and r.origin = 'STUDIO'
   order by r.created_at desc, r.id limit 100`,
);

/** $1 uuid[] trials. */
export const READ_TRIALS = sql(
  'providers-read-trials',
  `select ${TRIAL_COLUMNS} from providers.workflow_trial where id = any($1::uuid[])`,
);

/** $1 draft. Newest first. */
export const TRIALS_OF_DRAFT = sql(
  'providers-trials-of-draft',
  `select ${TRIAL_COLUMNS} from providers.workflow_trial where draft_id = $1 order by created_at desc, id limit 50`,
);
