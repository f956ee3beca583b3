import { sql } from '@effect-studio/kernel/database';

const TEMPLATE = `id, version, effect_type_id as "effectTypeId", text, is_active as "isActive"`;
const VARIANT = `id, run_id as "runId", effect_type_id as "effectTypeId", text, parameters,
  template_id as "templateId", template_version as "templateVersion",
  refined_by as "refinedBy", refinement_verdict as "refinementVerdict"`;

export const ALL_TEMPLATES = sql(
  'prompts-all-templates',
  `select ${TEMPLATE} from prompts.template order by effect_type_id, id, version desc`,
);

/** $1 run, $2 owner, $3 tenant, $4 wish, $5 firewall version, $6 verdict, $7 now. Zero rows: known already. */
export const REMEMBER_WISH = sql(
  'prompts-remember-wish',
  `insert into prompts.wish (run_id, owner_id, tenant_id, wish, firewall_version, verdict, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict do nothing returning run_id`,
);

/** $1 run. Locks the wish, so that one run is written for once. */
export const LOCK_WISH = sql(
  'prompts-lock-wish',
  `select wish, verdict, exists (select 1 from prompts.variant v where v.run_id = w.run_id) as "isWritten"
   from prompts.wish w where run_id = $1 for update of w`,
);

/** $1..$11 as named. */
export const INSERT_VARIANT = sql(
  'prompts-insert-variant',
  `insert into prompts.variant (id, run_id, owner_id, tenant_id, ordinal, effect_type_id, text, parameters, template_id, template_version, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
);

export const VARIANTS_OF_RUNS = sql(
  'prompts-variants-of-runs',
  `select ${VARIANT} from prompts.variant where run_id = any($1) order by run_id, ordinal`,
);

export const VARIANTS_BY_ID = sql(
  'prompts-variants-by-id',
  `select ${VARIANT} from prompts.variant where id = any($1)`,
);

/** $1 run, $2 the example's look in a few words. */
export const REMEMBER_STYLE = sql(
  'prompts-remember-style',
  `update prompts.wish set dominant_style = $2 where run_id = $1`,
);

/** $1 run, $2 now. No row: unknown, or said before. */
export const MARK_GENERATED = sql(
  'prompts-mark-generated',
  `update prompts.wish set generated_at = $2, updated_at = $2 where run_id = $1 and generated_at is null
   returning owner_id as "ownerId"`,
);

/** $1 run. */
export const READ_WISH = sql(
  'prompts-read-wish',
  `select owner_id as "ownerId", wish, coalesce(dominant_style, '') as "dominantStyle", generated_at is not null as "isGenerated"
   from prompts.wish where run_id = $1`,
);

/** $1 runs. */
export const VERDICTS_OF_RUNS = sql(
  'prompts-verdicts-of-runs',
  `select run_id as "runId", verdict from prompts.wish where run_id = any($1)`,
);

/** $1 variant, $2 text, $3 parameters, $4 by whom, $5 verdict, $6 now. */
export const REFINE_VARIANT = sql(
  'prompts-refine-variant',
  `update prompts.variant set text = $2, parameters = $3, refined_by = $4, refinement_verdict = $5, updated_at = $6
   where id = $1`,
);
