import { sql, type Transaction } from '@effect-studio/kernel/database';

/** An account whose balance is not the sum of its entries. */
export interface LedgerMismatch {
  accountId: string;
  kind: string;
  ownerId: string | null;
  balance: bigint;
  sumOfEntries: bigint;
}

/** $1 tenant. Every transfer is two entries: minus at the debited, plus at the credited account. Takes no locks. */
const TOKENS = sql(
  'economics-reconcile-tokens',
  `with entry as (
     select debit_account_id as account_id, -amount_tokens as amount from economics.ledger_transfer where tenant_id = $1
     union all
     select credit_account_id, amount_tokens from economics.ledger_transfer where tenant_id = $1
   ),
   derived as (select account_id, sum(amount) as balance from entry group by account_id),
   stored as (
     select id as account_id, 'AVAILABLE' as kind, owner_id, available_tokens as balance from economics.wallet where tenant_id = $1
     union all
     select hold_id, 'HELD', owner_id, held_tokens from economics.wallet where tenant_id = $1
   ),
   system as (select id as account_id from economics.system_account where tenant_id = $1)
   select
     (select coalesce(sum(balance), 0) from stored)
       + (select coalesce(sum(balance), 0) from derived join system using (account_id)) as sum_tokens,
     (select count(*) from entry) as entry_count`,
);

/** $1 tenant. Accounts that differ from their entries, and entries of accounts that nobody has. */
const MISMATCHES = sql(
  'economics-reconcile-mismatches',
  `with entry as (
     select debit_account_id as account_id, -amount_tokens as amount from economics.ledger_transfer where tenant_id = $1
     union all
     select credit_account_id, amount_tokens from economics.ledger_transfer where tenant_id = $1
   ),
   derived as (select account_id, sum(amount) as balance from entry group by account_id),
   stored as (
     select id as account_id, 'AVAILABLE' as kind, owner_id, available_tokens as balance from economics.wallet where tenant_id = $1
     union all
     select hold_id, 'HELD', owner_id, held_tokens from economics.wallet where tenant_id = $1
   ),
   money as (
     select a.id, a.kind, a.owner_id, a.balance_nano_usd, coalesce((
       select sum(case when t.credit_account_id = a.id then t.amount_nano_usd else -t.amount_nano_usd end)
       from economics.money_transfer t where t.credit_account_id = a.id or t.debit_account_id = a.id), 0) as moved
     from economics.money_account a where a.tenant_id = $1 and a.kind in ('EXPLORATION', 'AGENT_OWNER')
   ),
   open as (
     select w.hold_id, w.owner_id, w.held_tokens, coalesce(sum(o.amount_tokens), 0) as held
     from economics.wallet w left join economics.open_reservation o on o.tenant_id = w.tenant_id and o.owner_id = w.owner_id
     where w.tenant_id = $1 group by w.hold_id, w.owner_id, w.held_tokens
   )
   select stored.account_id, stored.kind, stored.owner_id, stored.balance::text, coalesce(derived.balance, 0)::text as entries
     from stored left join derived using (account_id) where stored.balance <> coalesce(derived.balance, 0)
   union all
   select account_id, 'UNKNOWN', null, '0', balance::text from derived
     where account_id not in (select account_id from stored)
       and account_id not in (select id from economics.system_account where tenant_id = $1)
   union all
   select hold_id, 'OPEN_RESERVATIONS', owner_id, held_tokens::text, held::text from open where held_tokens <> held
   union all
   select l.owner_id, 'LIMIT_' || l.period, l.owner_id, l.spent_tokens::text, s.spent::text
     from economics.spending_limit l cross join lateral economics.spent_since(l.tenant_id, l.owner_id, l.period_start) s (spent)
     where l.tenant_id = $1 and l.spent_tokens <> s.spent
   union all
   select id, kind, owner_id, balance_nano_usd::text, moved::text from money where balance_nano_usd <> moved
   order by 2, 1 limit 100`,
);

/** What the ledgers of the tenant say of themselves. */
export async function readReconciliation(
  tx: Transaction,
): Promise<{ sumTokens: bigint; entryCount: number; mismatches: LedgerMismatch[] }> {
  const { tenantId } = tx.call.caller;
  const totals = await tx.one<{ sum_tokens: string; entry_count: string }>(TOKENS, [tenantId]);
  const rows = await tx.rows<{
    account_id: string;
    kind: string;
    owner_id: string | null;
    balance: string;
    entries: string;
  }>(MISMATCHES, [tenantId]);
  return {
    sumTokens: BigInt(totals.sum_tokens),
    entryCount: Number(totals.entry_count),
    mismatches: rows.map((row) => ({
      accountId: row.account_id,
      kind: row.kind,
      ownerId: row.owner_id,
      balance: BigInt(row.balance),
      sumOfEntries: BigInt(row.entries),
    })),
  };
}
