import type { Review } from './review-item.ts';

/** What a studio asks of its reviewers. */
export interface FourEyes {
  /** The caller may approve what they made themselves. */
  authorsApprove: boolean;
  /** Recommendations that move at least so many dollars a month need two people; 0: none does. */
  twoFromUsdPerMonth: number;
  /** Results and revisions of workflows need two people. */
  twoForWork: boolean;
}

const NANO_USD = 1_000_000_000n;

/** Who made what is judged; null for what the studio proposes by itself. */
export function authorOf(item: Review): string | null {
  switch (item.kind) {
    case 'RESULT':
      return item.ownerId;
    case 'WORKFLOW_REVISION':
      return item.revision.submittedBy;
    case 'RECOMMENDATION':
      return null;
  }
}

/** How many people have to approve an item: 1 or 2. */
export function approvalsNeeded(
  item: Review,
  { twoFromUsdPerMonth, twoForWork }: Pick<FourEyes, 'twoFromUsdPerMonth' | 'twoForWork'>,
): 1 | 2 {
  if (item.kind !== 'RECOMMENDATION') return twoForWork ? 2 : 1;
  if (twoFromUsdPerMonth <= 0) return 1;
  const impact = BigInt(item.recommendation.monthlyImpactNanoUsd);
  const moved = impact < 0n ? -impact : impact;
  return moved >= BigInt(twoFromUsdPerMonth) * NANO_USD ? 2 : 1;
}

/** Why a person may not approve an item, in a sentence; null when they may. */
export function whyNotBy(personId: string, item: Review, rules: FourEyes): string | null {
  if (!rules.authorsApprove && authorOf(item) === personId) {
    return 'You made this yourself, so another admin has to look at it.';
  }
  if (item.firstApprovedBy === personId && approvalsNeeded(item, rules) === 2) {
    return 'You have approved it; it needs a second person.';
  }
  return null;
}

/** Whether an approval by a person is the last that an item needs. */
export const isLastApproval = (item: Review, rules: FourEyes): boolean =>
  approvalsNeeded(item, rules) === 1 || item.firstApprovedBy !== null;
