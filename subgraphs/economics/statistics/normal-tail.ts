/** Terms of the continued fraction; more change nothing in double precision for z ≥ 1. */
const TERMS = 200;

/**
 * Chance that a standard normal number is above `z` (Laplace's continued fraction, Abramowitz and Stegun 26.2.14), exact in
 * relative terms however small it is. @param z below 1 the complement is summed by its series (26.2.11)
 */
export function normalTail(z: number): number {
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (z < 1) {
    let [term, sum] = [z, z];
    for (let index = 1; index < TERMS; index += 1) {
      term *= (z * z) / (2 * index + 1);
      sum += term;
    }
    return z < -8 ? 1 : 0.5 - density * sum;
  }
  let fraction = z;
  for (let index = TERMS; index > 0; index -= 1) fraction = z + index / fraction;
  return density / fraction;
}
