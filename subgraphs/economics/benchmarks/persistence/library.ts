import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BenchmarkCase } from '../domain/benchmark-case.ts';

const COLUMNS = `case_id as "caseId", version, effect_type_id as "effectTypeId", example_video_id as "exampleVideoId",
  footage_video_id as "footageVideoId", title, wish, variant_id as "variantId", variant_text as "variantText",
  variant_parameters as "variantParameters"`;

/** $1 tenant. The newest version of every case. */
const CURRENT = sql(
  'economics-benchmark-library',
  `select distinct on (case_id) ${COLUMNS}, digest from economics.benchmark_case
   where tenant_id = $1 order by case_id, version desc`,
);
/** $1 tenant, $2 case, $3 version. */
const FIND = sql(
  'economics-benchmark-case',
  `select ${COLUMNS} from economics.benchmark_case where tenant_id = $1 and case_id = $2 and version = $3`,
);
const INSERT = sql(
  'economics-benchmark-case-insert',
  `insert into economics.benchmark_case (tenant_id, case_id, version, effect_type_id, example_video_id, footage_video_id,
     title, wish, variant_id, variant_text, variant_parameters, digest, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);

/** The newest version of every case of the tenant, by case id. */
export function currentCases(tx: Transaction): Promise<(BenchmarkCase & { digest: string })[]> {
  return tx.rows(CURRENT, [tx.call.caller.tenantId]);
}

export function findCase(tx: Transaction, caseId: string, version: number): Promise<BenchmarkCase> {
  return tx.one(FIND, [tx.call.caller.tenantId, caseId, version]);
}

/** Adds a version of a case. */
export async function insertCase(tx: Transaction, added: BenchmarkCase, digest: string): Promise<void> {
  await tx.rows(INSERT, [
    tx.call.caller.tenantId,
    added.caseId,
    added.version,
    added.effectTypeId,
    added.exampleVideoId,
    added.footageVideoId,
    added.title,
    added.wish,
    added.variantId,
    added.variantText,
    JSON.stringify(added.variantParameters),
    digest,
    tx.now,
  ]);
}
