import { sql, type Transaction } from '@effect-studio/kernel/database';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import type { ChainHead } from '../../costs/domain/statement-chain.ts';
import { EMPTY_CHAIN } from '../../costs/domain/statement-chain.ts';
import { COST_COLUMNS, type CostRow, toCostEntry } from '../../costs/persistence/cost-entries.ts';
import {
  REVENUE_COLUMNS,
  type RevenueRow,
  toRevenueEntry,
} from '../../margins/persistence/revenue-entries.ts';
import type { CardOfTime } from '../domain/pinned-card.ts';
import type { RecordedCost, RecordedRevenue } from '../domain/verify-statement.ts';

/** $1 tenant, $2 begins after this run, $3 how many. Locks them, so that nothing is booked to them while they are read. */
const HEADS = sql(
  'economics-audit-heads',
  `select run_id, statement_seq, statement_head from economics.run_account
   where tenant_id = $1 and ($2::uuid is null or run_id > $2) order by run_id limit $3 for no key update`,
);
const COSTS_OF_RUNS = sql(
  'economics-audit-costs-of-runs',
  `select ${COST_COLUMNS}, recorded_at from economics.cost_entry where run_id = any ($1::uuid[])`,
);
/** $1 tenant, $2 begins after this id, $3 how many. Costs of no run. */
const COSTS_OF_NO_RUN = sql(
  'economics-audit-costs-of-no-run',
  `select ${COST_COLUMNS}, recorded_at from economics.cost_entry
   where tenant_id = $1 and run_id is null and source_kind = 'USAGE' and ($2::uuid is null or id > $2) order by id limit $3`,
);
/** $1 tenant, $2 usages. */
const COSTS_OF_USAGES = sql(
  'economics-audit-costs-of-usages',
  `select ${COST_COLUMNS}, recorded_at from economics.cost_entry
   where tenant_id = $1 and source_kind = 'USAGE' and source_id = any ($2::text[])`,
);
const REVENUES_OF_RUNS = sql(
  'economics-audit-revenues-of-runs',
  `select ${REVENUE_COLUMNS}, statement_seq, statement_hash, recorded_at from economics.revenue_entry where run_id = any ($1::uuid[])`,
);
const CONSUMED = sql(
  'economics-audit-consumed',
  `select run_id, sum(amount_tokens) as tokens from economics.ledger_transfer
   where run_id = any ($1::uuid[]) and kind = 'CONSUME' group by run_id`,
);
/** $1 tenant, $2 and $3 begin after this source, $4 how many. */
const SOURCES = sql(
  'economics-audit-sources',
  `select distinct source_kind, source_id from economics.cost_entry
   where tenant_id = $1 and source_kind in ('SESSION', 'FLEET_HOUR') and (source_kind, source_id) > ($2, $3)
   order by source_kind, source_id limit $4`,
);
const WAITING_SHARES = sql(
  'economics-audit-waiting-shares',
  `select payload from economics.job where kind in ('share-startup', 'share-idle-hour') and tenant_id = $1`,
);
/** $1 tenant, $2 attempts as the money ledger names them. */
const PAID = sql(
  'economics-audit-paid',
  `select subject, amount_nano_usd::text as amount from economics.money_transfer
   where tenant_id = $1 and kind = 'AGENT_PAY' and subject = any ($2::text[])`,
);
/** $1 tenant. Every card that can have held for it. */
const CARDS = sql(
  'economics-audit-cards',
  `select version, effective_from, created_at, tenant_id = $1 as is_own from economics.rate_card
   where tenant_id in ($1, '${DEFAULT_TENANT_ID}') order by effective_from, version`,
);
/** $1 tenant. What exploration cost, and what its wallet spent. */
const EXPLORATION = sql(
  'economics-audit-exploration',
  `select
     (select coalesce(sum(cost_nano_usd), 0) from economics.cost_entry e
      where tenant_id = $1 and bearer = 'EXPLORATION' and component <> 'IDLE' and budget_context = 'user_run'
        and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id))::text as booked,
     (select coalesce(sum(case kind when 'EXPLORATION_SPEND' then amount_nano_usd else -amount_nano_usd end), 0)
      from economics.money_transfer
      where tenant_id = $1 and kind in ('EXPLORATION_SPEND', 'EXPLORATION_CORRECTION'))::text as spent`,
);

type CostAuditRow = CostRow & { recorded_at: Date };
type RevenueAuditRow = RevenueRow & { statement_seq: number; statement_hash: Buffer; recorded_at: Date };

const toRecordedCost = (row: CostAuditRow): RecordedCost => ({
  ...toCostEntry(row),
  recordedAt: row.recorded_at,
});

/** The next runs by id, with where their statements end. */
export async function runHeads(
  tx: Transaction,
  after: string | null,
  limit: number,
): Promise<Map<string, ChainHead>> {
  const rows = await tx.rows<{ run_id: string; statement_seq: number; statement_head: Buffer | null }>(
    HEADS,
    [tx.call.caller.tenantId, after, limit],
  );
  return new Map(
    rows.map((row) => [row.run_id, { seq: row.statement_seq, hash: row.statement_head ?? EMPTY_CHAIN.hash }]),
  );
}

/** Every cost entry ever booked to these runs. */
export async function recordedCosts(tx: Transaction, runIds: readonly string[]): Promise<RecordedCost[]> {
  return (await tx.rows<CostAuditRow>(COSTS_OF_RUNS, [[...runIds]])).map(toRecordedCost);
}

/** The next costs of partners' services that belong to no run, by id. */
export async function recordedCostsOfNoRun(
  tx: Transaction,
  after: string | null,
  limit: number,
): Promise<RecordedCost[]> {
  const rows = await tx.rows<CostAuditRow>(COSTS_OF_NO_RUN, [tx.call.caller.tenantId, after, limit]);
  return rows.map(toRecordedCost);
}

/** Every cost entry ever booked of these usages. */
export async function recordedCostsOfUsages(
  tx: Transaction,
  usageIds: readonly string[],
): Promise<RecordedCost[]> {
  const rows = await tx.rows<CostAuditRow>(COSTS_OF_USAGES, [tx.call.caller.tenantId, [...usageIds]]);
  return rows.map(toRecordedCost);
}

/** Every revenue entry ever booked to these runs. */
export async function recordedRevenues(
  tx: Transaction,
  runIds: readonly string[],
): Promise<RecordedRevenue[]> {
  const rows = await tx.rows<RevenueAuditRow>(REVENUES_OF_RUNS, [[...runIds]]);
  return rows.map((row) => ({
    ...toRevenueEntry(row),
    statementSeq: row.statement_seq,
    statementHash: row.statement_hash,
    recordedAt: row.recorded_at,
  }));
}

/** What the token ledger consumed for each of these runs. */
export async function consumedTokens(
  tx: Transaction,
  runIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.rows<{ run_id: string; tokens: string }>(CONSUMED, [[...runIds]]);
  return new Map(rows.map((row) => [row.run_id, Number(row.tokens)]));
}

export interface ShareSourceKey {
  kind: 'SESSION' | 'FLEET_HOUR';
  id: string;
}

/** The next machine costs that were shared. */
export async function sharedSources(
  tx: Transaction,
  after: ShareSourceKey | null,
  limit: number,
): Promise<ShareSourceKey[]> {
  const rows = await tx.rows<{ source_kind: ShareSourceKey['kind']; source_id: string }>(SOURCES, [
    tx.call.caller.tenantId,
    after?.kind ?? '',
    after?.id ?? '',
    limit,
  ]);
  return rows.map((row) => ({ kind: row.source_kind, id: row.source_id }));
}

/** Sources whose shares are about to be computed again, because facts arrived since. */
export async function waitingShares(tx: Transaction): Promise<Set<string>> {
  const rows = await tx.rows<{ payload: Record<string, string> }>(WAITING_SHARES, [tx.call.caller.tenantId]);
  return new Set(
    rows.map(({ payload }) =>
      payload.agentId ? `${payload.agentId}/${payload.startedAt}` : `${payload.fleet}/${payload.hour}`,
    ),
  );
}

/** What exploration cost, and what its wallet spent, in nano-USD. */
export async function explorationSums(tx: Transaction): Promise<{ booked: string; spent: string }> {
  return tx.one<{ booked: string; spent: string }>(EXPLORATION, [tx.call.caller.tenantId]);
}

/** What owners of machines were paid for attempts, in nano-USD. */
export async function paidFor(tx: Transaction, subjects: readonly string[]): Promise<Map<string, bigint>> {
  const rows = await tx.rows<{ subject: string; amount: string }>(PAID, [
    tx.call.caller.tenantId,
    [...subjects],
  ]);
  return new Map(rows.map(({ subject, amount }) => [subject, BigInt(amount)]));
}

/** Rate cards that can have held for the tenant, in the order in which they begin. */
export async function cardsOfTime(tx: Transaction): Promise<CardOfTime[]> {
  const rows = await tx.rows<{ version: number; effective_from: Date; created_at: Date; is_own: boolean }>(
    CARDS,
    [tx.call.caller.tenantId],
  );
  return rows.map((row) => ({
    version: row.version,
    effectiveFrom: row.effective_from,
    publishedAt: row.created_at,
    isOwn: row.is_own,
  }));
}
