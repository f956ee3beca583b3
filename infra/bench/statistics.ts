/** Middle and spread of some values. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The middle value; the mean of the two middle ones when their number is even. @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** @throws RangeError without values */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Median of the ratios of values measured side by side. Pairing by round takes out what slowed down both.
 * @returns null when there is nothing to pair, or a base of zero
 */
export function pairedRatio(values: readonly number[], base: readonly number[]): number | null {
  if (values.length === 0 || values.length !== base.length || base.includes(0)) return null;
  return median(values.map((value, index) => value / base[index]!));
}

/** The value that a share of all values does not exceed, by nearest rank. @param share in (0, 1] @throws RangeError without values */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}
