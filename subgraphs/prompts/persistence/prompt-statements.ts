import { sql } from '@effect-studio/kernel/database';

const TEMPLATE = `id, version, effect_type_id as "effectTypeId", text, is_active as "isActive"`;
const VARIANT = `id, run_id as "runId", effect_type_id as "effectTypeId", text, parameters,
  template_id as "templateId", template_version as "templateVersion"`;

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
