import { type BucketSums, SUM_FIELDS } from '../domain/bucket-sums.ts';

/** Column of each sum, in the order of the fields: `revenueNanoUsd` lies in `revenue_nano_usd`. */
export const SUM_COLUMNS: readonly string[] = SUM_FIELDS.map((field) =>
  field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
);

/** A row that carries bucket sums; PostgreSQL's numerics arrive as decimal strings. */
export type SumRow = Record<string, string>;

export const toSums = (row: Readonly<Record<string, unknown>>): BucketSums =>
  Object.fromEntries(
    SUM_FIELDS.map((field, index) => [field, BigInt(row[SUM_COLUMNS[index]!] as string)]),
  ) as Record<keyof BucketSums, bigint>;

export const toSumRow = (sums: BucketSums): SumRow =>
  Object.fromEntries(SUM_FIELDS.map((field, index) => [SUM_COLUMNS[index]!, sums[field].toString()]));
