import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import { EconomicAlert } from '@effect-studio/schema/events/economics';

/** Does the ledger add up? */
export interface LedgerReconciliation {
  /** Over all accounts, stored and derived; zero when every token is accounted for. */
  sumTokens: bigint;
  /** Accounts whose balance differs from the sum of their entries, and entries of accounts that nobody has. */
  mismatchedAccounts: number;
  entryCount: number;
  isBalanced: boolean;
}

/** $1 tenant. Every transfer is two entries: minus at the debited, plus at the credited account. Takes no locks. */
const RECONCILE = sql(
  'economics-reconcile',
  `with entry as (
     select debit_account_id as account_id, -amount_tokens as amount from economics.ledger_transfer where tenant_id = $1
     union all
     select credit_account_id, amount_tokens from economics.ledger_transfer where tenant_id = $1
   ),
   derived as (select account_id, sum(amount) as balance from entry group by account_id),
   stored as (
     select id as account_id, available_tokens as balance from economics.wallet where tenant_id = $1
     union all
     select hold_id, held_tokens from economics.wallet where tenant_id = $1
   ),
   system as (select id as account_id from economics.system_account where tenant_id = $1)
   select
     (select coalesce(sum(balance), 0) from stored)
       + (select coalesce(sum(balance), 0) from derived join system using (account_id)) as sum_tokens,
     (select count(*) from stored left join derived using (account_id)
        where stored.balance <> coalesce(derived.balance, 0))
       + (select count(*) from derived
          where account_id not in (select account_id from stored) and account_id not in (select account_id from system))
       as mismatched_accounts,
     (select count(*) from entry) as entry_count`,
);

/**
 * Proves Σ over all accounts = 0 and every stored balance = Σ of its entries, from the entries themselves.
 * What does not add up raises an `EconomicAlert` and a critical line in the action log.
 */
export async function reconcileLedger(ctx: CallContext): Promise<LedgerReconciliation> {
  const result = await ctx.db.transaction(ctx, async (tx) => {
    const row = await tx.one<{ sum_tokens: string; mismatched_accounts: string; entry_count: string }>(
      RECONCILE,
      [ctx.caller.tenantId],
    );
    const sumTokens = BigInt(row.sum_tokens);
    const mismatchedAccounts = Number(row.mismatched_accounts);
    const isBalanced = sumTokens === 0n && mismatchedAccounts === 0;
    if (!isBalanced) {
      await tx.emit(EconomicAlert, {
        aggregateId: 'ledger',
        payload: {
          kind: 'LEDGER_MISMATCH',
          subject: 'ledger',
          humanReadableCause: `The ledger sums to ${sumTokens} tokens and ${mismatchedAccounts} accounts differ from their entries.`,
          suggestedAction:
            'Stop top-ups and runs, then compare the wallets named by a reconciliation with their entries.',
        },
      });
    }
    return { sumTokens, mismatchedAccounts, entryCount: Number(row.entry_count), isBalanced };
  });
  if (!result.isBalanced) {
    await ctx.actionLog.critical({
      eventType: 'LEDGER_MISMATCH',
      correlationId: ctx.correlationId,
      message: `the token ledger does not add up: Σ ${result.sumTokens}, ${result.mismatchedAccounts} accounts differ`,
      economicImpact: {
        type: 'REVENUE_AT_RISK',
        estimatedCostNanoUsd: null,
        affectedJobs: result.mismatchedAccounts,
      },
      operatorAction: {
        classification: 'LEDGER_MISMATCH',
        urgency: 'ACT_NOW',
        suggestedAction: 'Compare the balances with their entries before anything else is booked.',
        autoActionTaken: null,
        escalationChain: ['admin_alert'],
        runbook: 'ledger-mismatch.md',
      },
    });
  }
  return result;
}
