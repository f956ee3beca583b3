import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { canonicalRevenue } from '../../costs/domain/statement-chain.ts';
import { chainLines } from '../../costs/persistence/statement-chains.ts';
import type { RevenueEntry } from '../domain/bucket.ts';

/** A revenue entry as it lies in the table. */
export interface RevenueRow {
  id: string;
  kind: 'CHARGE' | 'REFUND';
  supersedes: string | null;
  event_time: Date;
  run_id: string;
  owner_id: string;
  provider_id: string;
  effect_type_id: string;
  fleet: string;
  budget_context: BudgetContext;
  tokens: string;
  revenue_nano_usd: string;
  rate_card_version: number;
}

/** Columns of {@link RevenueRow}. */
export const REVENUE_COLUMNS = `id, kind, supersedes, event_time, run_id, owner_id, provider_id, effect_type_id, fleet,
  budget_context, tokens, revenue_nano_usd, rate_card_version`;
const INSERT = sql(
  'economics-revenue-entry-insert',
  `insert into economics.revenue_entry (${REVENUE_COLUMNS}, tenant_id, recorded_at, statement_seq, statement_hash)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
);
const CURRENT_OF_RUN = sql(
  'economics-revenue-entries-of-run',
  `select ${REVENUE_COLUMNS} from economics.revenue_entry e
   where run_id = $1 and not exists (select 1 from economics.revenue_entry newer where newer.supersedes = e.id)
   order by event_time, kind`,
);

export const toRevenueEntry = (row: RevenueRow): RevenueEntry => ({
  id: row.id,
  kind: row.kind,
  supersedes: row.supersedes,
  eventTime: row.event_time,
  runId: row.run_id,
  ownerId: row.owner_id,
  providerId: row.provider_id,
  effectTypeId: row.effect_type_id,
  fleet: row.fleet,
  budgetContext: row.budget_context,
  tokens: Number(row.tokens),
  revenueNanoUsd: BigInt(row.revenue_nano_usd),
  rateCardVersion: row.rate_card_version,
});

/** Appends an entry, also to the statement of its run; it is never changed afterwards. */
export async function insertRevenueEntry(tx: Transaction, entry: RevenueEntry): Promise<void> {
  const [place] = await chainLines(tx, [{ runId: entry.runId, canonical: canonicalRevenue(entry) }]);
  await tx.rows(INSERT, [
    entry.id,
    entry.kind,
    entry.supersedes,
    entry.eventTime,
    entry.runId,
    entry.ownerId,
    entry.providerId,
    entry.effectTypeId,
    entry.fleet,
    entry.budgetContext,
    entry.tokens,
    entry.revenueNanoUsd,
    entry.rateCardVersion,
    tx.call.caller.tenantId,
    tx.now,
    place!.seq,
    place!.hash,
  ]);
}

/** The run's charge and refund as we believe them now; empty when it was never charged. */
export async function currentRevenueOfRun(tx: Transaction, runId: string): Promise<RevenueEntry[]> {
  return (await tx.rows<RevenueRow>(CURRENT_OF_RUN, [runId])).map(toRevenueEntry);
}
