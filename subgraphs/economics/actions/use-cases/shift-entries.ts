import type { Transaction } from '@effect-studio/kernel/database';
import { shiftWeights, type WeightedEntry } from '../domain/weight-shift.ts';
import { weightShifts } from '../persistence/auto-actions.ts';

/** A manifest's entries with the weights that the engine's own actions ask for. What admins hold in force is not touched. */
export async function shiftEntries<Entry extends WeightedEntry>(
  tx: Transaction,
  entries: readonly Entry[],
): Promise<Entry[]> {
  return shiftWeights(entries, await weightShifts(tx));
}
