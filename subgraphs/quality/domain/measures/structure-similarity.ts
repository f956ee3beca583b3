import { clamp, mean } from '@effect-studio/media/statistics';

const WINDOW = 8;
const PIXELS = WINDOW * WINDOW;
/** Stabilisers of SSIM for 8-bit pictures: (0.03·255)² and (0.01·255)² (Wang et al. 2004). */
const C2 = 58.5;
const C1 = 6.5;
/** Exponents per scale, finest first; coarser ones carry more (after Wang, Simoncelli, Bovik 2003). */
const EXPONENTS = [0.2, 0.25, 0.25, 0.3] as const;
/** Windows overlap more on the small scales, which have fewer of them. */
const STRIDES = [16, 8, 4, 4] as const;
/** What unrelated pictures score, and what two encodings of the same reach. */
const UNRELATED = 0.2;
const IDENTICAL = 0.99;

interface Plane {
  values: Float32Array;
  width: number;
  height: number;
}

function halved({ values, width, height }: Plane): Plane {
  const [w, h] = [width >> 1, height >> 1];
  const half = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = 2 * y * width + 2 * x;
      half[y * w + x] = (values[i]! + values[i + 1]! + values[i + width]! + values[i + width + 1]!) / 4;
    }
  }
  return { values: half, width: w, height: h };
}

/** Mean contrast-structure term over windows; on the last scale times the luminance term. */
function scaleSimilarity(one: Plane, other: Plane, stride: number, withLuminance: boolean): number {
  const a = one.values;
  const b = other.values;
  const scores: number[] = [];
  for (let top = 0; top + WINDOW <= one.height; top += stride) {
    for (let left = 0; left + WINDOW <= one.width; left += stride) {
      let sumA = 0;
      let sumB = 0;
      let sumAA = 0;
      let sumBB = 0;
      let sumAB = 0;
      for (let y = top; y < top + WINDOW; y++) {
        for (let i = y * one.width + left; i < y * one.width + left + WINDOW; i++) {
          const p = a[i]!;
          const q = b[i]!;
          sumA += p;
          sumB += q;
          sumAA += p * p;
          sumBB += q * q;
          sumAB += p * q;
        }
      }
      const [meanA, meanB] = [sumA / PIXELS, sumB / PIXELS];
      const variances = sumAA / PIXELS - meanA ** 2 + sumBB / PIXELS - meanB ** 2;
      const structure = (2 * (sumAB / PIXELS - meanA * meanB) + C2) / (variances + C2);
      const luminance = (2 * meanA * meanB + C1) / (meanA ** 2 + meanB ** 2 + C1);
      scores.push(withLuminance ? structure * luminance : structure);
    }
  }
  return scores.length === 0 ? 1 : Math.max(0, mean(scores));
}

/**
 * How much of the footage's structure is left in the candidate, 0..1: multi-scale contrast-structure
 * similarity of tone-aligned luma, stretched so that unrelated pictures come near 0.
 */
export function structureSimilarity(
  alignedFootage: Float32Array,
  candidate: Uint8Array,
  width: number,
  height: number,
): number {
  let one: Plane = { values: alignedFootage, width, height };
  let other: Plane = { values: new Float32Array(candidate), width, height };
  let product = 1;
  EXPONENTS.forEach((exponent, scale) => {
    if (scale > 0) [one, other] = [halved(one), halved(other)];
    product *= scaleSimilarity(one, other, STRIDES[scale]!, scale === EXPONENTS.length - 1) ** exponent;
  });
  return clamp((product - UNRELATED) / (IDENTICAL - UNRELATED));
}
