/**
 * How many equally weighted observations a weighted sample is worth: (Σw)² ÷ Σw² (Kish, Survey Sampling, 1965,
 * §11.7). @param weights not negative @returns 0 for an empty sample or all-zero weights
 */
export function effectiveSampleSize(weights: readonly number[]): number {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    sum += weight;
    squares += weight * weight;
  }
  return squares === 0 ? 0 : (sum * sum) / squares;
}
