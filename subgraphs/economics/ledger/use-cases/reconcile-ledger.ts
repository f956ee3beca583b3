import type { CallContext } from '@effect-studio/kernel/context';
import { EconomicAlert } from '@effect-studio/schema/events/economics';
import { type LedgerMismatch, readReconciliation } from '../persistence/reconciliation.ts';

/** Does the ledger add up? */
export interface LedgerReconciliation {
  /** Over all token accounts, stored and derived; zero when every token is accounted for. */
  sumTokens: bigint;
  /** Transfers of tokens and money, twice each: what left an account and what reached another. */
  entryCount: number;
  isBalanced: boolean;
  /** Accounts whose balance differs from the sum of their entries; the first hundred. */
  mismatches: LedgerMismatch[];
}

/**
 * Proves Σ over all accounts = 0 and every stored balance = Σ of its entries, from the entries themselves: wallets,
 * open reservations, spending limits, money accounts. What does not add up raises an `EconomicAlert` and a critical
 * line in the action log that names the accounts.
 */
export async function reconcileLedger(ctx: CallContext): Promise<LedgerReconciliation> {
  const result = await ctx.db.transaction(ctx, async (tx) => {
    const read = await readReconciliation(tx);
    const isBalanced = read.sumTokens === 0n && read.mismatches.length === 0;
    if (!isBalanced) {
      await tx.emit(EconomicAlert, {
        aggregateId: 'ledger',
        payload: {
          kind: 'LEDGER_MISMATCH',
          subject: 'ledger',
          humanReadableCause: `The ledger sums to ${read.sumTokens} tokens and ${read.mismatches.length} accounts differ from their entries.`,
          suggestedAction:
            'Stop top-ups and runs, then compare the wallets named by a reconciliation with their entries.',
        },
      });
    }
    return { ...read, isBalanced };
  });
  if (!result.isBalanced) {
    const named = result.mismatches.slice(0, 5).map(({ kind, accountId }) => `${kind} ${accountId}`);
    await ctx.actionLog.critical({
      eventType: 'LEDGER_MISMATCH',
      correlationId: ctx.correlationId,
      tenantId: ctx.caller.tenantId,
      message: `the ledger does not add up: Σ ${result.sumTokens}, ${result.mismatches.length} accounts differ: ${named.join(', ') || 'none'}`,
      economicImpact: {
        type: 'REVENUE_AT_RISK',
        estimatedCostNanoUsd: null,
        affectedJobs: result.mismatches.length,
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
