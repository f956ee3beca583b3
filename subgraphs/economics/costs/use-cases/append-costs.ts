import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { spendExploration } from '../../ledger/use-cases/exploration-wallet.ts';
import { costDelta } from '../../margins/domain/bucket.ts';
import { changeBooks } from '../../margins/persistence/change-books.ts';
import { type Belief, type CostEntry, isCellCost } from '../domain/cost-entry.ts';
import { insertCostEntries } from '../persistence/cost-entries.ts';
import { adjustVariances } from './adjust-variances.ts';

/** A new belief about a cost, and the one that it replaces. */
export interface CostChange {
  before: CostEntry | null;
  after: CostEntry;
}

/** What is believed now in place of `before`; with null, for the first time. */
export function believe(before: CostEntry | null, belief: Belief): CostChange {
  return {
    before,
    after: {
      ...belief,
      id: newId(),
      revision: (before?.revision ?? 0) + 1,
      supersedes: before?.id ?? null,
    },
  };
}

/**
 * Appends cost entries, also to the statements of their runs, and moves the margin buckets by exactly their
 * difference, in the running transaction; the exploration wallet pays what it bears. Accounts of the runs are locked before the books: call it once per
 * transaction, or lock all of its runs first.
 */
export async function appendCosts(tx: Transaction, changes: readonly CostChange[]): Promise<void> {
  if (changes.length === 0) return;
  await insertCostEntries(
    tx,
    changes.map(({ after }) => after),
  );
  await changeBooks(
    tx,
    changes.flatMap(({ before, after }) => [
      ...(before && isCellCost(before) ? [costDelta(before, -1n)] : []),
      ...(isCellCost(after) ? [costDelta(after, 1n)] : []),
    ]),
  );
  const explored = changes.reduce(
    (sum, { before, after }) => sum + ofExploration(after) - (before ? ofExploration(before) : 0n),
    0n,
  );
  await adjustVariances(tx, changes);
  await spendExploration(tx, explored, changes[0]!.after.runId ?? 'platform');
}

/** What an entry takes out of the exploration wallet: marginal cost of people's runs that exploration bears. */
export function ofExploration(entry: CostEntry): bigint {
  const isExplored =
    entry.bearer === 'EXPLORATION' && entry.component !== 'IDLE' && entry.budgetContext === 'user_run';
  return isExplored ? (entry.costNanoUsd ?? 0n) : 0n;
}
