import type { Transaction } from '@effect-studio/kernel/database';

/** Job kind of a look at who is next; see `workers/give-turns.ts`. */
export const GIVE_TURNS = 'give-turns';

/**
 * Has somebody look, after this transaction, who of its tenant is next. Called where a place becomes free and where a run
 * begins to wait: whichever of two that do not see each other commits last is looked at.
 * @param occasion of which one look suffices
 */
export const callNext = (tx: Transaction, occasion: string): Promise<void> =>
  tx.schedule({ kind: GIVE_TURNS, dedupeKey: `${GIVE_TURNS}:${occasion}`, payload: {}, maxAttempts: 20 });
