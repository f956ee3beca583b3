import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { JudgedWindow, PatternCounts, WindowJudgement } from '../domain/judge-window.ts';

/** $1 tenant, $2 before, $3 limit. Newest first. */
const BEFORE = sql(
  'economics-log-windows-before',
  `select counts, score, is_anomalous as "isAnomalous" from economics.log_window
   where tenant_id = $1 and window_end < $2 order by window_end desc limit $3`,
);
const INSERT = sql(
  'economics-log-window-insert',
  `insert into economics.log_window (tenant_id, window_end, counts, score, threshold, is_anomalous, settings_version, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant_id, window_end) do nothing`,
);
/** $1 tenant, $2 before. What is older is never read again. */
const FORGET = sql(
  'economics-log-windows-forget',
  'delete from economics.log_window where tenant_id = $1 and window_end < $2',
);

/** Windows that were judged before a moment, oldest first. */
export async function windowsBefore(
  tx: Transaction,
  before: Date,
  limit: number,
): Promise<(JudgedWindow & { isAnomalous: boolean })[]> {
  const { tenantId } = tx.call.caller;
  const rows = await tx.rows<JudgedWindow & { isAnomalous: boolean }>(BEFORE, [tenantId, before, limit]);
  return rows.reverse();
}

/** Keeps a judged window, and forgets those that ended before `keepFrom`. */
export async function insertWindow(
  tx: Transaction,
  window: { end: Date; counts: PatternCounts; judgement: WindowJudgement; settingsVersion: string },
  keepFrom: Date,
): Promise<void> {
  const { tenantId } = tx.call.caller;
  const { score, threshold, isAnomalous } = window.judgement;
  await tx.rows(INSERT, [
    tenantId,
    window.end,
    JSON.stringify(window.counts),
    score,
    threshold,
    isAnomalous,
    window.settingsVersion,
    tx.now,
  ]);
  await tx.rows(FORGET, [tenantId, keepFrom]);
}
