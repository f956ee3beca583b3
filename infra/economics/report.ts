import type { LedgerReconciliation } from '@effect-studio/economics/ledger/use-cases/reconcile-ledger';
import type { Verification } from '@effect-studio/economics/verification/domain/fault';

/** Lines of faults that a person is shown; `--json` has all. */
const SHOWN = 10;

/** A reconciliation in words. */
export function formatReconciliation(result: LedgerReconciliation): string {
  const { sumTokens, entryCount, mismatches, isBalanced } = result;
  if (isBalanced) return `The ledger adds up: ${entryCount} entries, all accounts sum to 0.`;
  return [
    `The ledger does NOT add up: all accounts sum to ${sumTokens} tokens, ${mismatches.length} differ from their entries.`,
    ...mismatches.map(
      ({ kind, accountId, ownerId, balance, sumOfEntries }) =>
        `  ${kind} ${accountId}${ownerId ? ` of ${ownerId}` : ''}: balance ${balance}, entries ${sumOfEntries}`,
    ),
  ].join('\n');
}

/** A verification in words; the first altered row comes first. */
export function formatVerification(result: Verification): string {
  const { runs, costEntries, revenueEntries, shares, variances, buckets, sketches, ledgerEntries, faults } =
    result;
  const seen = `${runs} statements, ${costEntries} costs, ${revenueEntries} revenues, ${shares} shared machine costs, ${variances} variances of invoices, ${buckets} buckets, ${sketches} counts behind quantiles, ${ledgerEntries} ledger entries`;
  if (faults.length === 0) return `Every figure follows from the log: ${seen}.`;
  const lines = faults
    .slice(0, SHOWN)
    .flatMap(({ table, id, what, expected, found }, index) => [
      `  ${index === 0 ? 'FIRST ' : ''}${table} ${id}: ${what}`,
      `    expected ${expected}`,
      `    found    ${found}`,
    ]);
  const more = faults.length > SHOWN ? [`  … and ${faults.length - SHOWN} more (--json)`] : [];
  return [`${faults.length} figures do NOT follow from the log, of ${seen}:`, ...lines, ...more].join('\n');
}
