import type { NotificationKind } from './notification.ts';

/** How a run ended without a result that the person keeps. */
export interface Ending {
  kind: Extract<NotificationKind, 'RUN_FAILED' | 'RUN_REJECTED' | 'RUN_CANCELLED' | 'RUN_EXPIRED'>;
  /** Code of the cause; empty where there is none, as of a cancel. Absent in what was kept before there were codes. */
  reason?: string;
  cause: string;
  /** What a person said about it, such as a reviewer; absent: nobody said anything. */
  quote?: string;
  suggestion: string;
  /** What the notice is about; one notice per topic. */
  topic: string;
}

/** What became of the person's tokens, as one notice states it. */
export type Settlement =
  | { kind: 'not-charged' }
  | { kind: 'returned'; amountTokens: number }
  | { kind: 'returning' }
  | { kind: 'kept' };

/** What is known of a run's ending so far; its facts arrive from several contexts in any order. */
export interface EndingFacts {
  ending: Ending | null;
  /** Tokens set aside for the run; null when no reservation is known. */
  reservedTokens: number | null;
  /** Tokens charged when the result was ready; null while nothing was. */
  chargedTokens: number | null;
  /** Tokens that went back so far. */
  returnedTokens: number;
  /** A reviewer's word on the refund; null unless rejected. */
  refund: 'full' | 'none' | null;
  /** What the person was told; null while nothing. */
  told: Settlement['kind'] | null;
}

/** How long a notice waits for the refund that it is to state, in milliseconds. */
export const REFUND_PATIENCE_MS = 5_000;

/**
 * Decides whether the one notice about a run's ending can go out. It waits for the refund rather than being
 * followed by a second notice about it.
 * @param isTimeUp the refund had its time; the notice goes out without its amount
 * @returns null when there is nothing (more) to tell
 */
export function settlementToTell(facts: EndingFacts, isTimeUp: boolean): Settlement | 'wait' | null {
  if (!facts.ending || facts.told) return null;
  if (facts.returnedTokens > 0) return { kind: 'returned', amountTokens: facts.returnedTokens };
  // After the charge the result is the creator's: tokens come back only on a reviewer's word.
  if (facts.chargedTokens !== null && facts.refund !== 'full') return { kind: 'kept' };
  if (facts.reservedTokens === null) return { kind: 'not-charged' };
  return isTimeUp ? { kind: 'returning' } : 'wait';
}

/** True when the notice about the ending spoke of tokens coming back, so that no notice of its own is due. */
export function hasToldRefund(facts: EndingFacts): boolean {
  return facts.told === 'returned' || facts.told === 'returning';
}
