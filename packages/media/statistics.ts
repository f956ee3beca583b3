/** Arithmetic mean; 0 for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? 0 : sum / values.length;
}

/** Population standard deviation; 0 for no values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length);
}

/** Value at rank `share` (0..1) of ascending values, linear between neighbours; 0 for no values. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return 0;
  const position = clamp(share) * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}

/** Value at rank `share` (0..1), linear between neighbours; 0 for no values. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantileOfSorted(new Float64Array(values).sort(), share);
}

/** The middle value; 0 for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** `count` values at evenly spaced ranks from the least to the greatest. */
export function evenQuantiles(values: ArrayLike<number>, count: number): number[] {
  const sorted = new Float64Array(values).sort();
  return Array.from({ length: count }, (_, i) => quantileOfSorted(sorted, i / (count - 1)));
}

/** Holds a value in a range, by default 0..1. */
export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, value));
}

/** Rises from 0 at `from` to 1 at `to`, linear, flat outside; `to` may lie below `from`. */
export function ramp(value: number, from: number, to: number): number {
  return clamp((value - from) / (to - from));
}
