import { mayMove } from './recommendation.ts';
import type { Recommendation } from './stored-recommendation.ts';

/** What a person said in the review queue. */
export interface Decision {
  decision: 'approved' | 'rejected' | 'snoozed';
  /** Null when the platform decided. */
  decidedBy: string | null;
  decidedAt: Date;
  reason: string | null;
  snoozedUntil: Date | null;
}

const STATE_OF = { approved: 'APPROVED', rejected: 'REJECTED', snoozed: 'SNOOZED' } as const;

/** The recommendation after a decision; null when it may not be decided any more. */
export function decided(recommendation: Recommendation, decision: Decision): Recommendation | null {
  const state = STATE_OF[decision.decision];
  const isSnoozedAgain = state === 'SNOOZED' && recommendation.state === 'SNOOZED';
  if (!isSnoozedAgain && !mayMove(recommendation.state, state)) return null;
  return {
    ...recommendation,
    state,
    decidedBy: decision.decidedBy,
    decidedAt: decision.decidedAt,
    reason: decision.reason,
    snoozedUntil: state === 'SNOOZED' ? decision.snoozedUntil : null,
  };
}
