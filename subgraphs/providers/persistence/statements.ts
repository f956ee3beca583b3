import { sql } from '@effect-studio/kernel/database';

/** Locks the catalogue and counts its version. */
export const LOCK_CATALOGUE = sql(
  'providers-lock-catalogue',
  'update providers.catalogue set version = version + 1 returning version',
);

const PROVIDER_COLUMNS = `id, name, adapter, instance_type, capabilities, health, health_score, good_streak, bad_streak,
  is_absent, is_paused, status_changed_at, budget_contexts, declared_by, version`;

export const READ_PROVIDERS = sql(
  'providers-read-providers',
  `select ${PROVIDER_COLUMNS} from providers.provider order by place, id`,
);

/** $1 provider. Locks it. */
export const LOCK_PROVIDER = sql(
  'providers-lock-provider',
  `select ${PROVIDER_COLUMNS} from providers.provider where id = $1 for update`,
);

/** $1 provider, $2 health, $3 score, $4 good and $5 bad streak, $6 absent, $7 studio time, $8 when the shown status changed. What people read stays current: `version` is theirs. */
export const STORE_HEALTH = sql(
  'providers-store-health',
  `update providers.provider set health = $2, health_score = $3, good_streak = $4, bad_streak = $5, is_absent = $6,
     updated_at = $7, status_changed_at = $8 where id = $1`,
);

/** $1 provider, $2 paused, $3 reason, $4 who, $5 studio time. */
export const SET_PAUSED = sql(
  'providers-set-paused',
  `update providers.provider set is_paused = $2, pause_reason = $3, paused_by = $4, status_changed_at = $5, updated_at = $5,
     version = version + 1 where id = $1`,
);

/**
 * Zero rows: nothing is different. $1 id, $2 name, $3 adapter, $4 instance type, $5 capabilities, $6 studio time, $7 place,
 * $8 text[] budget contexts or null, $9 who declared it or null for the house, $10 whether a new one waits for its first
 * machine. A provider of the house is not taken over by a declaration, nor the other way round; what an admin edited of one of the
 * house stays.
 */
export const UPSERT_PROVIDER = sql(
  'providers-upsert-provider',
  `insert into providers.provider as p (id, name, adapter, instance_type, capabilities, health, is_absent, status_changed_at, created_at, updated_at, place,
     budget_contexts, declared_by)
   values ($1, $2, $3, $4, $5, case when $10::boolean then 'UNHEALTHY' else 'HEALTHY' end, $10, $6, $6, $6, $7, $8::text[], $9::uuid)
   on conflict (id) do update set name = $2, adapter = $3, instance_type = $4, capabilities = $5, updated_at = $6, place = $7,
     budget_contexts = $8, declared_by = $9, version = p.version + 1
   where (p.name, p.adapter, p.instance_type, p.capabilities, p.place, p.budget_contexts)
       is distinct from ($2, $3, $4, $5, $7, $8::text[])
     and (p.declared_by is null) = ($9::uuid is null)
     and (p.edited_at is null or $9 is not null)
   returning id`,
);

/** Zero rows: nothing is different. $1 id, $2 title, $3 description, $4 tokens, $5 quality floor, $6 studio time, $7 place. */
export const UPSERT_EFFECT_TYPE = sql(
  'providers-upsert-effect-type',
  `insert into providers.effect_type as e (id, title, description, base_price_tokens, quality_floor, created_at, updated_at, place)
   values ($1, $2, $3, $4, $5, $6, $6, $7)
   on conflict (id) do update set title = $2, description = $3, base_price_tokens = $4, quality_floor = $5, updated_at = $6, place = $7
   where (e.title, e.description, e.base_price_tokens, e.quality_floor, e.place) is distinct from ($2, $3, $4, $5, $7)
   returning id`,
);

/**
 * Zero rows: nothing is different. $1 id, $2 provider, $3 effect type, $4 variant, $5 digest, $6 title, $7 studio time,
 * $8 MiB of video memory or null, $9 text[] capabilities, $10 revision that all of this is copied from.
 */
export const UPSERT_WORKFLOW = sql(
  'providers-upsert-workflow',
  `insert into providers.workflow as w (id, provider_id, effect_type_id, variant, digest, title, is_active, created_at, updated_at, min_vram_mib, required_capabilities, revision_id)
   values ($1, $2, $3, $4, $5, $6, true, $7, $7, $8, $9, $10)
   on conflict (id) do update set provider_id = $2, effect_type_id = $3, variant = $4, digest = $5, title = $6, is_active = true,
     updated_at = $7, min_vram_mib = $8, required_capabilities = $9, revision_id = $10, version = w.version + 1
   where (w.provider_id, w.effect_type_id, w.variant, w.digest, w.title, w.is_active, w.min_vram_mib, w.required_capabilities, w.revision_id)
     is distinct from ($2, $3, $4, $5, $6, true, $8::int, $9::text[], $10::uuid)
   returning id`,
);

/** $1 workflow. */
export const CURRENT_DIGEST = sql(
  'providers-current-digest',
  'select digest from providers.workflow where id = $1',
);

/** $1 text[] workflows that stay, $2 text[] providers concerned, $3 studio time. What was written here stays, too. */
export const RETIRE_WORKFLOWS = sql(
  'providers-retire-workflows',
  `update providers.workflow w set is_active = false, updated_at = $3, version = version + 1
   where is_active and id <> all($1::text[]) and provider_id = any($2::text[])
     and not exists (select 1 from providers.workflow_revision r where r.id = w.revision_id and r.origin = 'STUDIO')
   returning id`,
);

export const READ_WORKFLOWS = sql(
  'providers-read-workflows',
  `select id, provider_id as "providerId", effect_type_id as "effectTypeId", variant, digest, title, is_active as "isActive",
     min_vram_mib as "vramMiB", required_capabilities as "requiredCapabilities", revision_id as "revisionId"
   from providers.workflow order by effect_type_id, array_position(array['fast', 'balanced', 'fine'], variant), id`,
);

export const READ_EFFECT_TYPES = sql(
  'providers-read-effect-types',
  `select id, title, description, base_price_tokens as "basePriceTokens", quality_floor as "qualityFloor"
   from providers.effect_type order by place, id`,
);

/** $1 text[] workflow ids. Those that another provider than $2 has. */
export const WORKFLOWS_OF_OTHERS = sql(
  'providers-workflows-of-others',
  `select id from providers.workflow where id = any($1::text[]) and provider_id <> $2`,
);

/** $1 text[] ids. Those that are there. */
export const KNOWN_EFFECT_TYPES = sql(
  'providers-known-effect-types',
  `select id from providers.effect_type where id = any($1::text[])`,
);

/** The place after the last. */
export const NEXT_PLACE = sql(
  'providers-next-place',
  'select coalesce(max(place), -1)::int + 1 as place from providers.provider',
);

/** $1 provider. */
export const PLACE_OF = sql('providers-place-of', 'select place from providers.provider where id = $1');

/** $1 provider. */
export const READ_PROVIDER = sql(
  'providers-read-provider',
  `select ${PROVIDER_COLUMNS} from providers.provider where id = $1`,
);
