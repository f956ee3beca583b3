/** A point of a curve that rises in `x`. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** Linear interpolation through points sorted by `x`, held constant beyond both ends. */
export function piecewiseLinear(points: readonly CurvePoint[]): (x: number) => number {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) throw new RangeError('a curve needs at least one point');
  return (x) => {
    if (x <= first.x) return first.y;
    if (x >= last.x) return last.y;
    let low = 0;
    let high = points.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle]!.x <= x) low = middle;
      else high = middle;
    }
    const from = points[low]!;
    const to = points[high]!;
    return to.x === from.x ? to.y : from.y + ((x - from.x) / (to.x - from.x)) * (to.y - from.y);
  };
}
