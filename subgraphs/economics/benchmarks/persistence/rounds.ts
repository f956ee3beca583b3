import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BenchmarkRound, RoundCause } from '../domain/benchmark-round.ts';

const ROUND_COLUMNS = `r.id, r.cause, r.state, r.repeats, r.requested_at as "requestedAt", r.finished_at as "finishedAt",
  (select count(*)::int from economics.benchmark_run b where b.round_id = r.id) as "runCount",
  (select count(*)::int from economics.benchmark_run b where b.round_id = r.id and b.ended_at is not null) as "endedCount",
  (select count(*)::int from economics.benchmark_run b where b.round_id = r.id and b.state = 'FAILED') as "failedCount"`;

const INSERT_ROUND = sql(
  'economics-benchmark-round-insert',
  `insert into economics.benchmark_round (id, tenant_id, cause, state, repeats, requested_by, requested_at, updated_at)
   values ($1, $2, $3, 'RUNNING', $4, $5, $6, $6)`,
);
/** $1 round, $2 tenant, $3 now, $4 runs as JSON. */
const INSERT_RUNS = sql(
  'economics-benchmark-runs-insert',
  `insert into economics.benchmark_run (run_id, tenant_id, round_id, ordinal, case_id, case_version, state, created_at, updated_at)
   select run_id, $2, $1, ordinal, case_id, case_version, 'WAITING', $3, $3
   from jsonb_to_recordset($4::jsonb) as run (run_id uuid, ordinal int, case_id text, case_version int)`,
);
/** $1 round. Locks it: its runs are started one after the other. */
const LOCK_ROUND = sql(
  'economics-benchmark-round-lock',
  'select id from economics.benchmark_round where id = $1 for no key update',
);
/** $1 round, $2 how many may be under way. */
const NEXT_RUNS = sql(
  'economics-benchmark-runs-next',
  `select run_id as "runId", case_id as "caseId", case_version as "caseVersion" from economics.benchmark_run
   where round_id = $1 and state = 'WAITING' order by ordinal
   limit greatest(0, $2 - (select count(*) from economics.benchmark_run where round_id = $1 and state = 'REQUESTED'))`,
);
const MARK_REQUESTED = sql(
  'economics-benchmark-run-requested',
  `update economics.benchmark_run set state = 'REQUESTED', updated_at = $2 where run_id = $1`,
);
/** $1 run. Zero rows: it is no benchmark, or it ended before. */
const ROUND_OF_RUN = sql(
  'economics-benchmark-round-of-run',
  `select round_id as "roundId" from economics.benchmark_run where run_id = $1 and ended_at is null`,
);
const MARK_ENDED = sql(
  'economics-benchmark-run-ended',
  `update economics.benchmark_run set state = $2, reason = $3, ended_at = $4, updated_at = $4 where run_id = $1`,
);
/** $1 round, $2 now. Zero rows: some of its runs are still to end. */
const FINISH = sql(
  'economics-benchmark-round-finish',
  `update economics.benchmark_round set state = 'FINISHED', finished_at = $2, updated_at = $2
   where id = $1 and state = 'RUNNING'
     and not exists (select 1 from economics.benchmark_run where round_id = $1 and ended_at is null) returning id`,
);
const READ = sql(
  'economics-benchmark-round-read',
  `select ${ROUND_COLUMNS} from economics.benchmark_round r where r.id = $1`,
);
/** $1 tenant, $2 limit. Newest first. */
const NEWEST = sql(
  'economics-benchmark-rounds-newest',
  `select ${ROUND_COLUMNS} from economics.benchmark_round r where r.tenant_id = $1 order by r.id desc limit $2`,
);

/** A run of a round that is to be started. */
export interface PlannedRun {
  runId: string;
  caseId: string;
  caseVersion: number;
}

export async function insertRound(
  tx: Transaction,
  round: { id: string; cause: RoundCause; repeats: number; runs: readonly PlannedRun[] },
): Promise<void> {
  const { tenantId, subjectId } = tx.call.caller;
  await tx.rows(INSERT_ROUND, [round.id, tenantId, round.cause, round.repeats, subjectId, tx.now]);
  const runs = round.runs.map((run, ordinal) => ({
    run_id: run.runId,
    ordinal,
    case_id: run.caseId,
    case_version: run.caseVersion,
  }));
  await tx.rows(INSERT_RUNS, [round.id, tenantId, tx.now, JSON.stringify(runs)]);
}

/** Takes the next runs of a locked round that may be started, and marks them. */
export async function takeNextRuns(tx: Transaction, roundId: string, atOnce: number): Promise<PlannedRun[]> {
  await tx.one(LOCK_ROUND, [roundId]);
  const runs = await tx.rows<PlannedRun>(NEXT_RUNS, [roundId, atOnce]);
  for (const { runId } of runs) await tx.rows(MARK_REQUESTED, [runId, tx.now]);
  return runs;
}

/** Notes that a run ended. @returns its round; null when it is no benchmark or was noted before */
export async function endRun(
  tx: Transaction,
  run: { runId: string; state: 'COMPLETED' | 'FAILED'; reason: string | null },
): Promise<string | null> {
  const found = await tx.maybeOne<{ roundId: string }>(ROUND_OF_RUN, [run.runId]);
  if (!found) return null;
  await tx.one(LOCK_ROUND, [found.roundId]);
  await tx.rows(MARK_ENDED, [run.runId, run.state, run.reason, tx.now]);
  return found.roundId;
}

/** Finishes a round all of whose runs ended. @returns whether it is finished by this */
export async function finishRound(tx: Transaction, roundId: string): Promise<boolean> {
  return (await tx.maybeOne(FINISH, [roundId, tx.now])) !== null;
}

export const findRound = (tx: Transaction, id: string): Promise<BenchmarkRound | null> =>
  tx.maybeOne<BenchmarkRound>(READ, [id]);

export const newestRounds = (tx: Transaction, limit: number): Promise<BenchmarkRound[]> =>
  tx.rows<BenchmarkRound>(NEWEST, [tx.call.caller.tenantId, limit]);
