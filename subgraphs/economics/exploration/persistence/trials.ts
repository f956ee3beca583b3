import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ManifestTrial } from '../../manifest/domain/manifest.ts';
import type { Trial, TrialEnd, TrialMetric, TrialResult } from '../domain/trial.ts';

const COLUMNS = `id, effect_type_id, workflow_a, workflow_b, mode, metric, share, min_pairs, max_pairs, error_share, reason,
  started_at, started_by, ends_at, ended_at, ended_by, end_reason, end_note, result`;
/** $1 tenant. */
const RUNNING = sql(
  'economics-trials-running',
  `select ${COLUMNS} from economics.routing_trial where tenant_id = $1 and ended_at is null order by id`,
);
/** $1 tenant, $2 id to start below or null, $3 limit. Newest first. */
const PAGE = sql(
  'economics-trials-page',
  `select ${COLUMNS} from economics.routing_trial where tenant_id = $1 and ($2::uuid is null or id < $2)
   order by id desc limit $3`,
);
const BY_ID = sql(
  'economics-trial-by-id',
  `select ${COLUMNS} from economics.routing_trial where tenant_id = $1 and id = $2`,
);
/** Zero rows: the effect type has a running one already. */
const INSERT = sql(
  'economics-trial-insert',
  `insert into economics.routing_trial (tenant_id, id, effect_type_id, workflow_a, workflow_b, mode, metric, share, min_pairs,
     max_pairs, error_share, reason, started_at, started_by, ends_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $13)
   on conflict (tenant_id, effect_type_id) where ended_at is null do nothing returning id`,
);
/** $1 tenant, $2 id, $3 now, $4 by, $5 reason, $6 note, $7 result. Zero rows: it had ended. */
const END = sql(
  'economics-trial-end',
  `update economics.routing_trial set ended_at = $3, ended_by = $4, end_reason = $5, end_note = $6, result = $7, updated_at = $3
   where tenant_id = $1 and id = $2 and ended_at is null returning id`,
);

interface TrialRow {
  id: string;
  effect_type_id: string;
  workflow_a: string;
  workflow_b: string;
  mode: Trial['mode'];
  metric: TrialMetric;
  share: number;
  min_pairs: number;
  max_pairs: number;
  error_share: number;
  reason: string;
  started_at: Date;
  started_by: string | null;
  ends_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  end_reason: TrialEnd | null;
  end_note: string | null;
  result: TrialResult | null;
}

const toTrial = (row: TrialRow): Trial => ({
  id: row.id,
  effectTypeId: row.effect_type_id,
  workflowA: row.workflow_a,
  workflowB: row.workflow_b,
  mode: row.mode,
  metric: row.metric,
  share: row.share,
  minPairs: row.min_pairs,
  maxPairs: row.max_pairs,
  errorShare: row.error_share,
  reason: row.reason,
  startedAt: row.started_at,
  startedBy: row.started_by,
  endsAt: row.ends_at,
  end:
    row.ended_at && row.end_reason
      ? { at: row.ended_at, by: row.ended_by, reason: row.end_reason, note: row.end_note }
      : null,
  result: row.result,
});

/** Trials that have not ended. */
export async function runningTrials(tx: Transaction): Promise<Trial[]> {
  return (await tx.rows<TrialRow>(RUNNING, [tx.call.caller.tenantId])).map(toTrial);
}

/** Trials as the manifest lists them for its readers. */
export async function activeTrials(tx: Transaction): Promise<ManifestTrial[]> {
  return (await runningTrials(tx)).map(({ id, effectTypeId, workflowA, workflowB, mode, share }) => ({
    trialId: id,
    effectTypeId,
    workflowA,
    workflowB,
    mode,
    share,
  }));
}

/** Trials, newest first. @param below id to start under; null: from the newest */
export async function trialPage(tx: Transaction, below: string | null, limit: number): Promise<Trial[]> {
  return (await tx.rows<TrialRow>(PAGE, [tx.call.caller.tenantId, below, limit])).map(toTrial);
}

/** One trial; null when there is none with this id. */
export async function trialOf(tx: Transaction, id: string): Promise<Trial | null> {
  const row = await tx.maybeOne<TrialRow>(BY_ID, [tx.call.caller.tenantId, id]);
  return row && toTrial(row);
}

/** @returns false when the effect type has a running one already */
export async function insertTrial(tx: Transaction, trial: Trial): Promise<boolean> {
  const row = await tx.maybeOne(INSERT, [
    tx.call.caller.tenantId,
    trial.id,
    trial.effectTypeId,
    trial.workflowA,
    trial.workflowB,
    trial.mode,
    trial.metric,
    trial.share,
    trial.minPairs,
    trial.maxPairs,
    trial.errorShare,
    trial.reason,
    trial.startedAt,
    trial.startedBy,
    trial.endsAt,
  ]);
  return row !== null;
}

/** Ends a trial with what it found. @returns false when it had ended */
export async function endTrial(
  tx: Transaction,
  ended: { id: string; by: string | null; reason: TrialEnd; note: string | null; result: TrialResult },
): Promise<boolean> {
  const row = await tx.maybeOne(END, [
    tx.call.caller.tenantId,
    ended.id,
    tx.now,
    ended.by,
    ended.reason,
    ended.note,
    JSON.stringify(ended.result),
  ]);
  return row !== null;
}
