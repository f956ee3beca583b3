import { sql, type Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import type { TestedBatch } from '../../statistics/online-false-discovery.ts';

/** $1 tenant. In their order. */
const ALL = sql(
  'economics-advice-rounds',
  `select level, size, rejections, rejections_plus from economics.advice_round where tenant_id = $1 order by ordinal`,
);
/** $1 tenant, $2 since. */
const LATELY = sql(
  'economics-advice-subjects-lately',
  `select distinct s.subject from economics.advice_round r cross join lateral jsonb_array_elements_text(r.subjects) s (subject)
   where r.tenant_id = $1 and r.created_at > $2`,
);
/** Zero rows: another round was kept meanwhile. */
const INSERT = sql(
  'economics-advice-round-insert',
  `insert into economics.advice_round (tenant_id, ordinal, level, size, rejections, rejections_plus, subjects, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning ordinal`,
);

/** What was asked before, in its order. */
export async function earlierRounds(tx: Transaction): Promise<TestedBatch[]> {
  const rows = await tx.rows<{ level: number; size: number; rejections: number; rejections_plus: number }>(
    ALL,
    [tx.call.caller.tenantId],
  );
  return rows.map(({ level, size, rejections, rejections_plus }) => ({
    level,
    size,
    rejections,
    rejectionsPlus: rejections_plus,
  }));
}

/** Questions that were asked after a moment. */
export async function subjectsAskedSince(tx: Transaction, since: Date): Promise<string[]> {
  const rows = await tx.rows<{ subject: string }>(LATELY, [tx.call.caller.tenantId, since]);
  return rows.map(({ subject }) => subject);
}

/**
 * Keeps a round as the next one.
 * @throws StudioError `ROUND_OVERTAKEN` (retryable) when another was kept since: its level was computed without that one
 */
export async function insertRound(
  tx: Transaction,
  ordinal: number,
  batch: TestedBatch & { subjects: readonly string[] },
): Promise<void> {
  const kept = await tx.maybeOne(INSERT, [
    tx.call.caller.tenantId,
    ordinal,
    batch.level,
    batch.size,
    batch.rejections,
    batch.rejectionsPlus,
    JSON.stringify(batch.subjects),
    tx.now,
  ]);
  if (!kept)
    throw new StudioError('ROUND_OVERTAKEN', 'another round was kept meanwhile', { retryable: true });
}
