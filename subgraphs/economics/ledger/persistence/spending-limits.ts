import { type Reading, sql, type Transaction } from '@effect-studio/kernel/database';

/** How long a limit counts. Days and months begin at midnight UTC; TOTAL never begins again. */
export type LimitPeriod = 'DAY' | 'MONTH' | 'TOTAL';

/** What a person may spend in a period. */
export interface SpendingLimit {
  period: LimitPeriod;
  limitTokens: number;
  /** Reserved or spent in the running period, less what went back. */
  spentTokens: number;
  periodStart: Date;
}

/** $1 tenant, $2 owner. Whoever reserves or settles holds the same lock. Zero rows: no wallet. */
const LOCK_WALLET = sql(
  'economics-wallet-of-limit-lock',
  'select 1 from economics.wallet where tenant_id = $1 and owner_id = $2 for no key update',
);
/** $1 tenant, $2 owner, $3 period, $4 limit, $5 now, $6 who. */
const SET = sql(
  'economics-spending-limit-set',
  `insert into economics.spending_limit (tenant_id, owner_id, period, limit_tokens, period_start, spent_tokens, created_at, updated_at, updated_by)
   select $1, $2, $3, $4, p.start, economics.spent_since($1, $2, p.start), $5, $5, $6
   from economics.limit_period_start($3, $5) p (start)
   on conflict (tenant_id, owner_id, period) do update set
     limit_tokens = excluded.limit_tokens, period_start = excluded.period_start, spent_tokens = excluded.spent_tokens,
     version = economics.spending_limit.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
);
const REMOVE = sql(
  'economics-spending-limit-remove',
  'delete from economics.spending_limit where tenant_id = $1 and owner_id = $2 and period = $3',
);
/** $1 tenant, $2 owner, $3 now. A period that nothing was spent in yet has spent nothing. */
const OF_OWNER = sql(
  'economics-spending-limits-of-owner',
  `select l.period, l.limit_tokens, p.start as period_start,
     case when l.period_start < p.start then 0 else l.spent_tokens end as spent_tokens
   from economics.spending_limit l cross join lateral economics.limit_period_start(l.period, $3) p (start)
   where l.tenant_id = $1 and l.owner_id = $2 order by l.period`,
);

/**
 * Sets what a person may spend; what the running period has spent counts. Null removes the limit.
 * @returns false when the person has no wallet
 */
export async function setLimit(
  tx: Transaction,
  ownerId: string,
  period: LimitPeriod,
  limitTokens: number | null,
): Promise<boolean> {
  const { caller } = tx.call;
  if (!(await tx.maybeOne(LOCK_WALLET, [caller.tenantId, ownerId]))) return false;
  if (limitTokens === null) await tx.rows(REMOVE, [caller.tenantId, ownerId, period]);
  else await tx.rows(SET, [caller.tenantId, ownerId, period, limitTokens, tx.now, caller.subjectId]);
  return true;
}

/** A person's limits as they are now; empty when nothing limits them. */
export async function limitsOf(tx: Reading, ownerId: string): Promise<SpendingLimit[]> {
  const rows = await tx.rows<{
    period: LimitPeriod;
    limit_tokens: string;
    spent_tokens: string;
    period_start: Date;
  }>(OF_OWNER, [tx.call.caller.tenantId, ownerId, tx.now]);
  return rows.map((row) => ({
    period: row.period,
    limitTokens: Number(row.limit_tokens),
    spentTokens: Number(row.spent_tokens),
    periodStart: row.period_start,
  }));
}

/** What the tightest of a person's limits still allows; null without a limit. Never negative. */
export async function limitLeft(tx: Reading, ownerId: string): Promise<number | null> {
  const limits = await limitsOf(tx, ownerId);
  if (limits.length === 0) return null;
  return Math.max(0, Math.min(...limits.map(({ limitTokens, spentTokens }) => limitTokens - spentTokens)));
}
