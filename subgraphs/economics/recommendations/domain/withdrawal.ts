import { type AdvicePolicy, DAY_MS } from './advice-policy.ts';
import type { Recommendation } from './stored-recommendation.ts';

/** Why a proposal is taken back. */
export type WithdrawalReason = 'EVIDENCE_CHANGED' | 'PRICE_CHANGED' | 'EXPIRED';

/** What the newest round says of open questions. */
export interface NewestEvidence {
  now: Date;
  /** How sure each question looks now; one that does not arise is missing. */
  confidences: ReadonlyMap<string, number>;
  /** The price in force; of an effect, else the general one. */
  priceOf: (effectTypeId: string | null) => number | null;
}

/** Whether a proposal that nobody decided still stands; null: it does. */
export function whyWithdrawn(
  { proposal, subject, createdAt }: Pick<Recommendation, 'proposal' | 'subject' | 'createdAt'>,
  { now, confidences, priceOf }: NewestEvidence,
  policy: AdvicePolicy,
): { reason: WithdrawalReason; words: string } | null {
  if (proposal.kind === 'PRICE_ADJUSTMENT') {
    const price = priceOf(proposal.effectTypeId);
    if (price !== proposal.fromTokens) {
      return {
        reason: 'PRICE_CHANGED',
        words: `The price is ${price ?? 'not set'} by now and no longer ${proposal.fromTokens} tokens.`,
      };
    }
  }
  const confidence = confidences.get(subject);
  if (confidence !== undefined && confidence < policy.keepConfidence) {
    return {
      reason: 'EVIDENCE_CHANGED',
      words: `Newer executions no longer speak for it: its confidence has fallen to ${Math.round(confidence * 100)} %.`,
    };
  }
  if (now.getTime() - createdAt.getTime() >= policy.expireDays * DAY_MS) {
    return { reason: 'EXPIRED', words: `Nobody decided about it for ${policy.expireDays} days.` };
  }
  return null;
}
