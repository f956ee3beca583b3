/** How much "more" and "less like the example" change the strength, as the graph does it. */
export const STEP_OF_LIKENESS = 0.2;

/** Whether a wanted strength is nearer to the example than the version's own, or further from it. */
export function likeTheExample(wanted: number, own: number): 'MORE' | 'LESS' | 'SAME' {
  return wanted > own ? 'MORE' : wanted < own ? 'LESS' : 'SAME';
}
