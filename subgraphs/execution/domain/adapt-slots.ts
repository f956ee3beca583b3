/** How many leases a provider may hold at once, and what was seen since that last changed. */
export interface SlotSituation {
  /** Slots that are given out now. */
  slots: number;
  /** What an admin set. */
  ceiling: number;
  /** Null: never. */
  changedAt: Date | null;
  /** Of attempts that began since then: all that ended, and those that the provider asked to slow down. */
  attempts: number;
  throttledAttempts: number;
}

const LEAST_SLOTS = 1;
/** A new number is held for this long before more are tried. */
const HOLD_MS = 30_000;
/** A provider that had nothing to do is tried again after this. */
const IDLE_HOLD_MS = 600_000;

/**
 * Additive increase, multiplicative decrease (Chiu and Jain, 1989): half as many when the provider asked to slow down, one more
 * after a round of work at the present number went well. Only attempts that began at the present number count, so that one
 * burst is answered once. Pure.
 * @returns the number of slots from now on, 1 to the ceiling
 */
export function adaptSlots(
  { slots, ceiling, changedAt, attempts, throttledAttempts }: SlotSituation,
  now: Date,
): number {
  if (throttledAttempts > 0) return Math.max(LEAST_SLOTS, Math.floor(slots / 2));
  if (slots >= ceiling) return slots;
  const heldMs = changedAt ? now.getTime() - changedAt.getTime() : Number.POSITIVE_INFINITY;
  const wentWell = attempts >= slots && heldMs >= HOLD_MS;
  return wentWell || heldMs >= IDLE_HOLD_MS ? slots + 1 : slots;
}
