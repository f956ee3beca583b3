/** The middle value, in whatever order they come; the mean of the two middle ones of an even number. @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  // Typed arrays sort numbers without asking for an order: several times as fast.
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[sorted.length >> 1]!;
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2;
}
