import { sql, type Transaction } from '@effect-studio/kernel/database';

/**
 * $1 tenant. Each period that was invoiced, with what its current invoice says beyond what is booked, and the variance that
 * is booked for it. One statement, so that it sees one moment. Periods are named as `varianceSourceId` names them.
 */
const VARIANCES = sql(
  'economics-audit-variances',
  `with current_cost as (
     select * from economics.cost_entry e where e.tenant_id = $1
       and not exists (select 1 from economics.cost_entry n where n.supersedes = e.id)
   ), expected as (
     select i.scope || ' ' || i.subject || ' ' ||
         to_char(i.period_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as source_id,
       i.amount_nano_usd - coalesce((
         select sum(e.cost_nano_usd) from current_cost e
         where e.account <> 'VARIANCE' and e.event_time >= i.period_start and e.event_time < i.period_end
           and case i.scope when 'PROVIDER' then e.component = 'PARTNER' and e.provider_id = i.subject
                            else e.component <> 'PARTNER' and e.fleet = i.subject end), 0) as variance
     from economics.invoice i
     where i.tenant_id = $1 and not exists (select 1 from economics.invoice n where n.supersedes = i.id)
   ), booked as (
     select id, source_id, recorded_at, cost_nano_usd from current_cost where account = 'VARIANCE'
   )
   select coalesce(booked.id::text, source_id) as id, booked.recorded_at, coalesce(expected.variance, 0)::text as expected,
     coalesce(booked.cost_nano_usd, 0)::text as found, coalesce(expected.variance, 0) <> coalesce(booked.cost_nano_usd, 0) as is_wrong
   from expected full join booked using (source_id) order by source_id`,
);

/** A booked variance, and what it has to be, in nano-USD. */
export interface AuditedVariance {
  /** Of the cost entry; the period where nothing is booked for it. */
  id: string;
  recordedAt: Date | null;
  expected: string;
  found: string;
  isWrong: boolean;
}

/** Variances of all invoiced periods. */
export async function auditedVariances(tx: Transaction): Promise<AuditedVariance[]> {
  const rows = await tx.rows<{
    id: string;
    recorded_at: Date | null;
    expected: string;
    found: string;
    is_wrong: boolean;
  }>(VARIANCES, [tx.call.caller.tenantId]);
  return rows.map(({ id, recorded_at, expected, found, is_wrong }) => ({
    id,
    recordedAt: recorded_at,
    expected,
    found,
    isWrong: is_wrong,
  }));
}
