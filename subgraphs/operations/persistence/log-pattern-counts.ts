import { sql, type Transaction } from '@effect-studio/kernel/database';

/** $1 tenant, $2 from, $3 to. */
const COUNT = sql(
  'operations-log-pattern-counts',
  `select source_module || ' ' || severity || ' ' || event_type as pattern, count(*)::int as count
   from bus.action_log where tenant_id = $1 and occurred_at >= $2 and occurred_at < $3 group by 1 order by 1`,
);

/** How often each kind of entry was written to the action log of the caller's tenant, from `from` until before `to`. */
export function countLogPatterns(
  tx: Transaction,
  from: Date,
  to: Date,
): Promise<{ pattern: string; count: number }[]> {
  return tx.rows(COUNT, [tx.call.caller.tenantId, from, to]);
}
