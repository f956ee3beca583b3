import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { HouseCheck } from '../domain/house-check.ts';

// Zero rows: this state of the result is tried on this clip already.
const BEGIN = sql(
  'gallery-begin-house-check',
  `insert into gallery.house_check (check_run_id, tenant_id, run_id, revision_id, clip, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $6) on conflict (run_id, revision_id, clip) do nothing returning check_run_id`,
);
const PASS = sql(
  'gallery-pass-house-check',
  `update gallery.house_check set status = 'PASSED', output_key = $2, composite = $3, updated_at = $4, version = version + 1
   where check_run_id = $1 and status = 'RENDERING'`,
);
const FAIL = sql(
  'gallery-fail-house-check',
  `update gallery.house_check set status = 'FAILED', cause = $2, updated_at = $3, version = version + 1
   where check_run_id = $1 and status = 'RENDERING'`,
);
/** $1 run, $2 what its result would pin now: what was tried of an earlier choice of its creator's says nothing of it. */
const OF_RUN = sql(
  'gallery-house-checks-of-run',
  `select check_run_id as "checkRunId", clip, status, output_key as "outputKey", composite, cause
   from gallery.house_check where run_id = $1 and revision_id = $2 order by clip`,
);

/** @returns false when it is under way already */
export async function beginHouseCheck(
  tx: Transaction,
  check: { checkRunId: string; runId: string; revisionId: string; clip: number },
): Promise<boolean> {
  const { checkRunId, runId, revisionId, clip } = check;
  const values = [checkRunId, tx.call.caller.tenantId, runId, revisionId, clip, tx.now];
  return (await tx.maybeOne(BEGIN, values)) !== null;
}

/** Other previews are not known here and change nothing. */
export async function passHouseCheck(
  tx: Transaction,
  { runId, outputKey, composite }: { runId: string; outputKey: string; composite: number | null },
): Promise<void> {
  await tx.rows(PASS, [runId, outputKey, composite, tx.now]);
}

export async function failHouseCheck(tx: Transaction, runId: string, cause: string): Promise<void> {
  await tx.rows(FAIL, [runId, cause, tx.now]);
}

export function houseChecksOf(tx: Transaction, runId: string, revisionId: string): Promise<HouseCheck[]> {
  return tx.rows<HouseCheck>(OF_RUN, [runId, revisionId]);
}
