const LEVELS = 256;
const SIGMA = 9;
const REACH = 3 * SIGMA;
/** The ends of the range collect what is clipped: they say nothing about tones. */
const MARGIN = 6;

/** Weights of a Gaussian window over neighbouring levels. */
const WINDOW = Array.from({ length: 2 * REACH + 1 }, (_, i) => Math.exp(-(((i - REACH) / SIGMA) ** 2) / 2));

/**
 * How unevenly one grey picture uses neighbouring levels, 0..1: half the absolute difference between its histogram and the
 * same histogram smoothed. Paint in few tones leaves gaps between peaks; so do fewer bits.
 */
export function posterisationOf(grey: Uint8Array): number {
  const shares = new Float64Array(LEVELS);
  let counted = 0;
  for (const level of grey) {
    if (level < MARGIN || level >= LEVELS - MARGIN) continue;
    shares[level]!++;
    counted++;
  }
  if (counted === 0) return 0;
  let difference = 0;
  for (let level = MARGIN; level < LEVELS - MARGIN; level++) {
    let [sum, weight] = [0, 0];
    for (let k = -REACH; k <= REACH; k++) {
      const near = level + k;
      if (near < MARGIN || near >= LEVELS - MARGIN) continue;
      sum += WINDOW[k + REACH]! * shares[near]!;
      weight += WINDOW[k + REACH]!;
    }
    difference += Math.abs(shares[level]! - sum / weight);
  }
  return difference / counted / 2;
}
