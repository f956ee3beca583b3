import { sql, type Transaction } from '@effect-studio/kernel/database';
import {
  type BudgetPeriod,
  DEFAULT_EXPLORATION_BUDGET,
  type StoredExploration,
} from '../domain/exploration-wallet.ts';

/** $1 tenant, $2 period, $3 limit, $4 now. */
const OPEN = sql(
  'economics-exploration-budget-open',
  `insert into economics.exploration_budget (tenant_id, period, limit_nano_usd, created_at, updated_at)
   values ($1, $2, $3, $4, $4) on conflict do nothing`,
);
const COLUMNS = `b.period, b.limit_nano_usd, b.period_start, b.opening_nano_usd,
  coalesce((select a.balance_nano_usd from economics.money_account a
            where a.tenant_id = b.tenant_id and a.kind = 'EXPLORATION'), 0) as balance_nano_usd`;
const READ = sql(
  'economics-exploration-budget-read',
  `select ${COLUMNS} from economics.exploration_budget b where b.tenant_id = $1`,
);
/** Locks the budget until the commit: spending and new limits come one after another. */
const LOCK = sql(
  'economics-exploration-budget-lock',
  'select 1 from economics.exploration_budget where tenant_id = $1 for no key update',
);
/** $1 tenant, $2 period, $3 limit, $4 start, $5 opening, $6 now, $7 who. */
const SAVE = sql(
  'economics-exploration-budget-save',
  `update economics.exploration_budget set period = $2, limit_nano_usd = $3, period_start = $4, opening_nano_usd = $5,
     version = version + 1, updated_at = $6, updated_by = $7 where tenant_id = $1`,
);

interface BudgetRow {
  period: BudgetPeriod;
  limit_nano_usd: string;
  period_start: Date | null;
  opening_nano_usd: string;
  balance_nano_usd: string;
}

/** Budget and balance of the tenant's exploration wallet; the default budget when none was set. */
export async function storedExploration(tx: Transaction): Promise<StoredExploration> {
  const row = await tx.maybeOne<BudgetRow>(READ, [tx.call.caller.tenantId]);
  if (!row) {
    return { ...DEFAULT_EXPLORATION_BUDGET, periodStart: null, openingNanoUsd: 0n, balanceNanoUsd: 0n };
  }
  return {
    period: row.period,
    limitNanoUsd: BigInt(row.limit_nano_usd),
    periodStart: row.period_start,
    openingNanoUsd: BigInt(row.opening_nano_usd),
    balanceNanoUsd: BigInt(row.balance_nano_usd),
  };
}

/** The same, locked until the commit; opened with the default budget when there is none. */
export async function lockExploration(tx: Transaction): Promise<StoredExploration> {
  const { period, limitNanoUsd } = DEFAULT_EXPLORATION_BUDGET;
  await tx.rows(OPEN, [tx.call.caller.tenantId, period, limitNanoUsd, tx.now]);
  await tx.rows(LOCK, [tx.call.caller.tenantId]);
  return storedExploration(tx);
}

/** Writes back a budget that this transaction has locked. */
export async function saveExploration(
  tx: Transaction,
  budget: Omit<StoredExploration, 'balanceNanoUsd'>,
): Promise<void> {
  const { caller } = tx.call;
  await tx.rows(SAVE, [
    caller.tenantId,
    budget.period,
    budget.limitNanoUsd,
    budget.periodStart,
    budget.openingNanoUsd,
    tx.now,
    caller.subjectId,
  ]);
}
