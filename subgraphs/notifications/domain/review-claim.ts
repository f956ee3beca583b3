import type { Review } from './review-item.ts';

/** How long an item stays with whoever claimed it, in milliseconds; then others may have it, so that nobody blocks it. */
export const CLAIM_MS = 15 * 60_000;

/** Who looks at an item now. */
export interface Claim {
  by: string;
  until: Date;
}

/** The claim on an item while it lasts; null when nobody looks at it. */
export function claimOf(
  { claimedBy, claimedUntil }: Pick<Review, 'claimedBy' | 'claimedUntil'>,
  now: Date,
): Claim | null {
  return claimedBy && claimedUntil && claimedUntil > now ? { by: claimedBy, until: claimedUntil } : null;
}

/** Whether somebody else looks at an item. */
export const isWithAnother = (
  item: Pick<Review, 'claimedBy' | 'claimedUntil'>,
  personId: string,
  now: Date,
): boolean => {
  const claim = claimOf(item, now);
  return claim !== null && claim.by !== personId;
};
