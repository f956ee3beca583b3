import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { SeriesVerdict } from '../domain/detect.ts';
import type { SeriesKey } from '../domain/subject.ts';

/** How long points are kept. */
const KEPT_MS = 31 * 86_400_000;

/** $1 tenant, $2 start of the bucket, $3 points as JSON. */
const SAVE = sql(
  'economics-series-points-save',
  `insert into economics.series_point (tenant_id, subject_kind, subject_id, signal, bucket_start, value, expected, score, is_on)
   select $1, kind, id, signal, $2, value, expected, score, is_on from jsonb_to_recordset($3::jsonb) as point (
     kind text, id text, signal text, value float8, expected float8, score float8, is_on boolean)
   on conflict (tenant_id, subject_kind, subject_id, signal, bucket_start) do update set
     value = excluded.value, expected = excluded.expected, score = excluded.score, is_on = excluded.is_on`,
);
/** $1 tenant, $2 and $3 subject, $4 signal, $5 from, $6 to (excluded). Oldest first. */
const BETWEEN = sql(
  'economics-series-points-between',
  `select bucket_start as at, value, expected, score, is_on as "isOn" from economics.series_point
   where tenant_id = $1 and subject_kind = $2 and subject_id = $3 and signal = $4 and bucket_start >= $5 and bucket_start < $6
   order by bucket_start`,
);
/** $1 tenant, $2 since. */
const WATCHED = sql(
  'economics-series-watched',
  `select subject_kind as kind, subject_id as id, signal, max(bucket_start) as "lastAt", bool_or(is_on) as "wasOn"
   from economics.series_point where tenant_id = $1 and bucket_start >= $2
   group by 1, 2, 3 order by 1, 2, 3`,
);
const FORGET = sql(
  'economics-series-points-forget',
  'delete from economics.series_point where tenant_id = $1 and bucket_start < $2',
);

/** What a series said in one quarter of an hour. */
export interface SeriesPoint {
  at: Date;
  value: number | null;
  expected: number | null;
  score: number;
  isOn: boolean;
}

/** Keeps what every series said in a bucket. */
export async function savePoints(
  tx: Transaction,
  bucketStart: Date,
  verdicts: Iterable<SeriesVerdict>,
): Promise<void> {
  const rows = [...verdicts].map(({ subject, signal, verdict }) => ({
    ...subject,
    signal,
    value: verdict.value,
    expected: verdict.expected,
    score: verdict.score,
    is_on: verdict.isOn,
  }));
  await tx.rows(SAVE, [tx.call.caller.tenantId, bucketStart, JSON.stringify(rows)]);
}

/** Points of one series that begin in a span, oldest first. */
export function pointsBetween(
  tx: Transaction,
  { subject, signal }: SeriesKey,
  { from, to }: { from: Date; to: Date },
): Promise<SeriesPoint[]> {
  return tx.rows<SeriesPoint>(BETWEEN, [tx.call.caller.tenantId, subject.kind, subject.id, signal, from, to]);
}

/** Series that had a point since a moment. */
export async function watchedSeries(
  tx: Transaction,
  since: Date,
): Promise<(SeriesKey & { lastAt: Date; wasOn: boolean })[]> {
  const rows = await tx.rows<
    SeriesKey['subject'] & Pick<SeriesKey, 'signal'> & { lastAt: Date; wasOn: boolean }
  >(WATCHED, [tx.call.caller.tenantId, since]);
  return rows.map(({ kind, id, signal, lastAt, wasOn }) => ({
    subject: { kind, id },
    signal,
    lastAt,
    wasOn,
  }));
}

/** Gives up the caller's tenant's points of more than a month ago. */
export async function forgetPoints(tx: Transaction): Promise<void> {
  await tx.rows(FORGET, [tx.call.caller.tenantId, new Date(tx.now.getTime() - KEPT_MS)]);
}
