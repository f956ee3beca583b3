/**
 * DDSketch (Masson, Rim, Lee: DDSketch, VLDB 2019) over whole numbers: a histogram whose bucket `i` holds what lies
 * in (γ^(i−1), γ^i], so that a quantile is off by at most {@link RELATIVE_ACCURACY} of its value. Counts are
 * integers and may be taken away again. The bounds are the whole numbers ⌊γ^i⌋, which for whole values draw
 * the same lines and let SQL find the same bucket without a logarithm.
 */
export const RELATIVE_ACCURACY = 0.01;
const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LN_GAMMA = Math.log(GAMMA);

/** Holds zeros, below every other bucket. */
export const ZERO_BUCKET = -1;

/** ⌊γ^i⌋ for every i up to the largest value that a `bigint` column holds. */
export const BOUNDS: readonly bigint[] = boundsUpTo(2n ** 63n - 1n);

/** Bucket by count. */
export type Sketch = ReadonlyMap<number, bigint>;

function boundsUpTo(largest: bigint): bigint[] {
  const bounds: bigint[] = [];
  for (let index = 0; ; index += 1) {
    const power = Math.exp(index * LN_GAMMA);
    if (power >= Number(largest)) return [...bounds, largest];
    bounds.push(BigInt(Math.floor(power)));
  }
}

/** The bucket that holds a value. @param value not negative */
export function bucketOf(value: bigint): number {
  if (value <= 0n) return ZERO_BUCKET;
  let index = Math.min(BOUNDS.length - 1, Math.max(0, Math.ceil(Math.log(Number(value)) / LN_GAMMA)));
  // The logarithm may miss by one next to a bound; the bound decides.
  while (BOUNDS[index]! < value) index += 1;
  while (index > 0 && BOUNDS[index - 1]! >= value) index -= 1;
  return index;
}

/** The value that stands for a bucket: within the accuracy of everything in it. */
export function middleOf(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : (2 * Math.exp(bucket * LN_GAMMA)) / (GAMMA + 1);
}

/** Adds sketches; counts of −1 take a value out again. */
export function mergeSketches(sketches: Iterable<Sketch>): Sketch {
  const merged = new Map<number, bigint>();
  for (const sketch of sketches) {
    for (const [bucket, count] of sketch) merged.set(bucket, (merged.get(bucket) ?? 0n) + count);
  }
  return merged;
}

/** How many values a sketch holds. */
export function countOf(sketch: Sketch): bigint {
  let count = 0n;
  for (const one of sketch.values()) count += one;
  return count;
}

/**
 * A quantile: the value at rank ⌊q·(n − 1)⌋, counted from 0, within 1 % of itself.
 * @param q 0 to 1 @returns null when the sketch is empty
 */
export function quantileOf(sketch: Sketch, q: number): number | null {
  const count = countOf(sketch);
  if (count <= 0n) return null;
  const rank = Math.floor(q * (Number(count) - 1));
  let seen = 0;
  const ordered = [...sketch].sort(([a], [b]) => a - b);
  for (const [bucket, size] of ordered) {
    seen += Number(size);
    if (seen > rank) return middleOf(bucket);
  }
  return middleOf(ordered.at(-1)![0]);
}
