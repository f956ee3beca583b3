const LEVELS = 256;
const EVERY_NTH_PIXEL = 3;
const SMOOTHING_LEVELS = 6;

function cumulativeShares(grey: Uint8Array): Float64Array {
  const shares = new Float64Array(LEVELS);
  let count = 0;
  for (let i = 0; i < grey.length; i += EVERY_NTH_PIXEL, count++) shares[grey[i]!]!++;
  let sum = 0;
  return shares.map((value) => {
    sum += value / count;
    return sum;
  });
}

/** Table that gives `from` the histogram of `to`, smoothed so that it stays a tone curve. */
function matchingCurve(from: Uint8Array, to: Uint8Array): Float32Array {
  const source = cumulativeShares(from);
  const target = cumulativeShares(to);
  const steps = new Float32Array(LEVELS);
  for (let level = 0, match = 0; level < LEVELS; level++) {
    while (match < LEVELS - 1 && target[match]! < source[level]!) match++;
    steps[level] = match;
  }
  return steps.map((_, level) => {
    let sum = 0;
    for (let k = -SMOOTHING_LEVELS; k <= SMOOTHING_LEVELS; k++) {
      sum += steps[Math.min(LEVELS - 1, Math.max(0, level + k))]!;
    }
    return sum / (2 * SMOOTHING_LEVELS + 1);
  });
}

/**
 * The footage's grey frame with the tones of the candidate's: what remains different is structure,
 * so that an honest grade is not taken for damage.
 */
export function alignTones(footage: Uint8Array, candidate: Uint8Array): Float32Array {
  const curve = matchingCurve(footage, candidate);
  const aligned = new Float32Array(footage.length);
  for (let i = 0; i < footage.length; i++) aligned[i] = curve[footage[i]!]!;
  return aligned;
}
