/**
 * How many equally weighted observations a weighted sample is worth: (Σw)² ÷ Σw² (Kish, Survey Sampling, 1965,
 * §11.7). @param weights not negative @returns 0 for an empty sample or all-zero weights
 */
export function effectiveSampleSize(weights: readonly number[]): number {
  return effectiveSizeOf(
    weights.reduce((sum, weight) => sum + weight, 0),
    weights.reduce((sum, weight) => sum + weight * weight, 0),
  );
}

/** The same from the sum of the weights and of their squares. */
export function effectiveSizeOf(sum: number, sumOfSquares: number): number {
  return sumOfSquares === 0 ? 0 : (sum * sum) / sumOfSquares;
}
