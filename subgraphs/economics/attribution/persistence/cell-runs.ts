import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { MinuteRange } from '../../margins/domain/window.ts';
import type { SliceFilter } from '../../margins/persistence/read-buckets.ts';

/** What one run brought and cost within a slice and span, as believed now. */
export interface CellRun {
  runId: string;
  /** Newest of its entries there. */
  at: Date;
  revenueNanoUsd: bigint;
  refundNanoUsd: bigint;
  costNanoUsd: bigint;
  explorationCostNanoUsd: bigint;
  idleCostNanoUsd: bigint;
  attemptCount: number;
  unpricedCount: number;
}

/** The last run of a page. */
export interface CellRunKey {
  at: Date;
  runId: string;
}

const MATCHES = `tenant_id = $1 and event_time >= $2 and event_time < $3::timestamptz + interval '1 minute'
       and budget_context = $4 and ($5::text is null or provider_id = $5) and ($6::text is null or effect_type_id = $6)
       and ($7::text is null or fleet = $7)`;

/**
 * $1 tenant, $2 first minute, $3 last minute, $4 budget, $5 provider, $6 effect type, $7 fleet, $8 and $9 the key after which
 * the page begins (both null for the first), $10 how many. Entries in force only.
 */
const PAGE = sql(
  'economics-cell-runs',
  `with entry as (
     select run_id, event_time, revenue_nano_usd as revenue, case when kind = 'REFUND' then -revenue_nano_usd else 0 end as refund,
       0::bigint as cost, 0::bigint as exploration, 0::bigint as idle, 0 as attempts, 0 as unpriced
     from economics.revenue_entry e where ${MATCHES}
       and not exists (select 1 from economics.revenue_entry newer where newer.supersedes = e.id)
     union all
     select run_id, event_time, 0, 0, case when component = 'IDLE' then 0 else coalesce(cost_nano_usd, 0) end,
       case when component <> 'IDLE' and bearer = 'EXPLORATION' then coalesce(cost_nano_usd, 0) else 0 end,
       case when component = 'IDLE' then coalesce(cost_nano_usd, 0) else 0 end,
       case when component = 'BUSY' then 1 else 0 end,
       case when cost_nano_usd is null and component in ('BUSY', 'PARTNER') then 1 else 0 end
     from economics.cost_entry e where ${MATCHES} and account = 'DISPATCH' and run_id is not null
       and not exists (select 1 from economics.cost_entry newer where newer.supersedes = e.id)
   )
   select run_id, max(event_time) as at, sum(revenue) as revenue, sum(refund) as refund, sum(cost) as cost,
     sum(exploration) as exploration, sum(idle) as idle, sum(attempts)::int as attempts, sum(unpriced)::int as unpriced
   from entry group by run_id
   having $8::timestamptz is null or (max(event_time), run_id) < ($8, $9::uuid)
   order by 2 desc, 1 desc limit $10`,
);

interface RunRow {
  run_id: string;
  at: Date;
  revenue: string;
  refund: string;
  cost: string;
  exploration: string;
  idle: string;
  attempts: number;
  unpriced: number;
}

/** Runs behind a slice, newest first. */
export async function cellRuns(
  tx: Transaction,
  range: MinuteRange,
  filter: SliceFilter,
  page: { after: CellRunKey | null; first: number },
): Promise<CellRun[]> {
  const rows = await tx.rows<RunRow>(PAGE, [
    tx.call.caller.tenantId,
    range.first,
    range.last,
    filter.budgetContext,
    filter.providerId,
    filter.effectTypeId,
    filter.fleet,
    page.after?.at ?? null,
    page.after?.runId ?? null,
    page.first,
  ]);
  return rows.map((row) => ({
    runId: row.run_id,
    at: row.at,
    revenueNanoUsd: BigInt(row.revenue),
    refundNanoUsd: BigInt(row.refund),
    costNanoUsd: BigInt(row.cost),
    explorationCostNanoUsd: BigInt(row.exploration),
    idleCostNanoUsd: BigInt(row.idle),
    attemptCount: row.attempts,
    unpricedCount: row.unpriced,
  }));
}
