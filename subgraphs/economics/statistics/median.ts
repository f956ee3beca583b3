import { quantile } from './quantile.ts';

/** The middle value, in whatever order they come. @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
