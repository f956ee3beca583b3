import { sql } from '@effect-studio/kernel/database';

/** $1 id, $2 provider, $3 kind, $4 before or null, $5 after, $6 reason, $7 who, $8 studio time. */
export const INSERT_PROVIDER_CHANGE = sql(
  'providers-insert-provider-change',
  `insert into providers.provider_change (id, provider_id, kind, before, after, reason, changed_by, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** $1 provider. Newest first. */
export const READ_PROVIDER_CHANGES = sql(
  'providers-read-provider-changes',
  `select id, kind, before, after, reason, changed_by as "changedBy", created_at as at
   from providers.provider_change where provider_id = $1 order by created_at desc, id desc limit 100`,
);

/** $1 provider, $2 name, $3 instance type, $4 capabilities, $5 budget contexts or null, $6 studio time. */
export const EDIT_PROVIDER = sql(
  'providers-edit-provider',
  `update providers.provider set name = $2, instance_type = $3, capabilities = $4, budget_contexts = $5, edited_at = $6, updated_at = $6,
     version = version + 1 where id = $1`,
);
