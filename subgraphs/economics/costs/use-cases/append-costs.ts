import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { costDelta } from '../../margins/domain/bucket.ts';
import { changeBooks } from '../../margins/persistence/change-books.ts';
import type { CostEntry } from '../domain/cost-entry.ts';
import { insertCostEntries } from '../persistence/cost-entries.ts';

/** A new belief about an attempt, and the one that it replaces. */
export interface CostChange {
  before: CostEntry | null;
  after: Omit<CostEntry, 'id' | 'revision' | 'supersedes'>;
}

/** Appends cost entries and moves the margin buckets by exactly their difference, in the running transaction. */
export async function appendCosts(tx: Transaction, changes: readonly CostChange[]): Promise<void> {
  if (changes.length === 0) return;
  const entries = changes.map(({ before, after }) => ({
    ...after,
    id: newId(),
    revision: (before?.revision ?? 0) + 1,
    supersedes: before?.id ?? null,
  }));
  await insertCostEntries(tx, entries);
  await changeBooks(tx, [
    ...changes.flatMap(({ before }) => (before ? [costDelta(before, -1n)] : [])),
    ...entries.map((entry) => costDelta(entry, 1n)),
  ]);
}
