import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ChainHead } from '../../costs/domain/statement-chain.ts';
import { EMPTY_CHAIN } from '../../costs/domain/statement-chain.ts';
import { COST_COLUMNS, type CostRow, toCostEntry } from '../../costs/persistence/cost-entries.ts';
import type { RevenueEntry } from '../../margins/domain/bucket.ts';
import { SUM_COLUMNS } from '../../margins/persistence/bucket-rows.ts';
import { BUCKET_FOLD } from '../../margins/use-cases/rebuild-buckets.ts';
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
const REVENUES_OF_RUNS = sql(
  'economics-audit-revenues-of-runs',
  `select id, kind, supersedes, event_time, run_id, owner_id, provider_id, effect_type_id, fleet, budget_context, tokens,
     revenue_nano_usd, rate_card_version, statement_seq, statement_hash, recorded_at
   from economics.revenue_entry where run_id = any ($1::uuid[])`,
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
const KEY = 'minute, provider_id, effect_type_id, fleet, budget_context';
/** $1 tenant. Slices that are not the fold of their entries. One statement, so that it sees one moment. */
const BUCKETS = sql(
  'economics-audit-buckets',
  `with kept as (select * from economics.margin_bucket where tenant_id = $1),
   fold (tenant_id, ${KEY}, ${SUM_COLUMNS.join(', ')}) as (${BUCKET_FOLD})
   select minute, provider_id, effect_type_id, fleet, budget_context,
     jsonb_build_object(${SUM_COLUMNS.map((column) => `'${column}', kept.${column}`).join(', ')}) as kept,
     jsonb_build_object(${SUM_COLUMNS.map((column) => `'${column}', fold.${column}`).join(', ')}) as fold
   from kept full join fold using (${KEY})
   where (${SUM_COLUMNS.map((column) => `kept.${column}`).join(', ')})
     is distinct from (${SUM_COLUMNS.map((column) => `fold.${column}`).join(', ')})
   order by minute limit 100`,
);
const BUCKET_COUNT = sql(
  'economics-audit-bucket-count',
  'select count(*)::int as n from economics.margin_bucket where tenant_id = $1',
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
interface RevenueRow {
  id: string;
  kind: RevenueEntry['kind'];
  supersedes: string | null;
  event_time: Date;
  run_id: string;
  owner_id: string;
  provider_id: string;
  effect_type_id: string;
  fleet: string;
  budget_context: RevenueEntry['budgetContext'];
  tokens: string;
  revenue_nano_usd: string;
  rate_card_version: number;
  statement_seq: number | null;
  statement_hash: Buffer | null;
  recorded_at: Date;
}

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

/** Every revenue entry ever booked to these runs. */
export async function recordedRevenues(
  tx: Transaction,
  runIds: readonly string[],
): Promise<RecordedRevenue[]> {
  const rows = await tx.rows<RevenueRow>(REVENUES_OF_RUNS, [[...runIds]]);
  return rows.map((row) => ({
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

/** Buckets that are not the fold of the entries, oldest first. */
export async function wrongBuckets(
  tx: Transaction,
): Promise<{ count: number; wrong: { id: string; kept: string; fold: string }[] }> {
  const { tenantId } = tx.call.caller;
  const { n } = await tx.one<{ n: number }>(BUCKET_COUNT, [tenantId]);
  const rows = await tx.rows<{
    minute: Date;
    provider_id: string;
    effect_type_id: string;
    fleet: string;
    budget_context: string;
    kept: Record<string, unknown>;
    fold: Record<string, unknown>;
  }>(BUCKETS, [tenantId]);
  return {
    count: n,
    wrong: rows.map((row) => {
      const differs = SUM_COLUMNS.filter((column) => String(row.kept[column]) !== String(row.fold[column]));
      const of = (side: Record<string, unknown>) =>
        differs.map((column) => `${column} ${side[column]}`).join(', ');
      return {
        id: [
          row.minute.toISOString(),
          row.provider_id,
          row.effect_type_id,
          row.fleet,
          row.budget_context,
        ].join(' '),
        kept: of(row.kept),
        fold: of(row.fold),
      };
    }),
  };
}

/** What exploration cost, and what its wallet spent, in nano-USD. */
export async function explorationSums(tx: Transaction): Promise<{ booked: string; spent: string }> {
  return tx.one<{ booked: string; spent: string }>(EXPLORATION, [tx.call.caller.tenantId]);
}
