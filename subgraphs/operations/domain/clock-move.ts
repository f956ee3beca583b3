/** Longest single move of the test clock: 400 days in milliseconds. */
export const LONGEST_MOVE_MS = 400n * 86_400_000n;

/** Why the test clock cannot be moved by so much, in a sentence; null when it can. @param byMs milliseconds */
export function whyUnmovable(byMs: bigint): string | null {
  if (byMs <= 0n) return 'The test clock only goes forward.';
  if (byMs > LONGEST_MOVE_MS) return 'One move of the test clock is at most 400 days.';
  return null;
}
