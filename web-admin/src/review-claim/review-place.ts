/** Of an item, what tells where it stands in the queue. Moments are ISO 8601. */
interface Place {
  dueAt: string;
  claimedBy?: { id: string; displayName: string } | null;
  claimedUntil?: string | null;
}

/** An item of the queue, whatever is judged. */
export interface ReviewPlace extends Place {
  id: string;
  createdAt: string;
  /** How many people have to approve it. */
  approvalsNeeded: number;
  firstApprovedBy?: { id: string; displayName: string } | null;
}

/** Who looks at an item now; null when nobody does, or their time is over. */
export function claimNow(
  { claimedBy, claimedUntil }: Place,
  now: Date,
): { id: string; displayName: string } | null {
  return claimedBy && claimedUntil && Date.parse(claimedUntil) > now.getTime() ? claimedBy : null;
}

/** Whether an item has waited for longer than it should. */
export const isLate = ({ dueAt }: Place, now: Date): boolean => Date.parse(dueAt) <= now.getTime();
