/** Whole dollars that a run may cost without anybody being asked. */
export const APPROVED_USD = 50;

/** What a plan says of its run. */
export interface PlannedRun {
  estimatedCostUsd: number;
  /** Who agreed to more, in their own name; null: nobody. */
  approvedBy: string | null;
}

/**
 * Reads a plan's estimate: the line `Estimated cost (USD): 12.50`.
 * @returns null when it has none, or it is no amount
 */
export function estimateOf(plan: string): number | null {
  const found = /^\s*(?:[-*|]\s*)?\**Estimated cost \(USD\)\**\s*[:|]\s*\$?(\d+(?:\.\d{1,2})?)\b/im.exec(
    plan,
  );
  return found ? Number(found[1]) : null;
}

/** Why a run may not begin, in a sentence; null when it may. */
export function whyNot({ estimatedCostUsd, approvedBy }: PlannedRun): string | null {
  if (estimatedCostUsd <= APPROVED_USD) return null;
  if (approvedBy && approvedBy.trim().length >= 3) return null;
  return (
    `This run is estimated at $${estimatedCostUsd.toFixed(2)}; above $${APPROVED_USD} somebody has to agree first. ` +
    'Ask them, and name them: --approved-by "First Last".'
  );
}
