import { sql, type Transaction } from '@effect-studio/kernel/database';

/** Runs whose figures count. */
const TYPICAL_OF = 100;

// Zero rows inserted: the run is known, or its effect is not of this tenant.
const BEGIN = sql(
  'gallery-begin-use',
  `insert into gallery.effect_use (run_id, tenant_id, effect_id, quoted_tokens, requested_at, created_at, updated_at)
   select $1, $2, id, $4, $5, $6, $6 from gallery.effect where id = $3
   on conflict (run_id) do nothing`,
);
// Zero rows: it is finished already, or was never begun here.
const FINISH = sql(
  'gallery-finish-use',
  `update gallery.effect_use set charged_tokens = $2, finished_at = $3, updated_at = $4
   where run_id = $1 and finished_at is null returning run_id`,
);
/** $1 effect, $2 runs that count, $3 now. `percentile_disc`: a figure that really occurred. */
const MEASURE = sql(
  'gallery-measure-uses',
  `update gallery.effect e set typical_tokens = m.tokens, typical_ms = m.took_ms, updated_at = $3
   from (select percentile_disc(0.5) within group (order by charged_tokens) as tokens,
           percentile_disc(0.5) within group (order by (extract(epoch from finished_at - requested_at) * 1000)::int) as took_ms
         from (select * from gallery.effect_use where effect_id = $1 and finished_at is not null
               order by finished_at desc limit $2) latest) m
   where e.id = $1 and m.tokens is not null`,
);

/** Somebody puts a published effect on a clip. */
export async function beginUse(
  tx: Transaction,
  use: { runId: string; effectId: string; quotedTokens: number; requestedAt: Date },
): Promise<void> {
  const { runId, effectId, quotedTokens, requestedAt } = use;
  await tx.rows(BEGIN, [runId, tx.call.caller.tenantId, effectId, quotedTokens, requestedAt, tx.now]);
}

/** It has a result: what is typical of the effect is measured anew. */
export async function finishUse(
  tx: Transaction,
  use: { runId: string; effectId: string; chargedTokens: number; finishedAt: Date },
): Promise<void> {
  const { runId, effectId, chargedTokens, finishedAt } = use;
  const isNew = await tx.maybeOne(FINISH, [runId, chargedTokens, finishedAt, tx.now]);
  if (isNew) await tx.rows(MEASURE, [effectId, TYPICAL_OF, tx.now]);
}
