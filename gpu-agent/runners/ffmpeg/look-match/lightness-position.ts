import { piecewiseLinear } from './piecewise-linear.ts';

/**
 * Which lightness of the example plays the part that a lightness plays in the footage: half by rank
 * (its share of darker pixels), half by position between the extremes. Rank alone jumps where the
 * footage has a flat area; position alone ignores where the picture's weight lies.
 * @param footageQuantiles ascending, evenly spaced
 * @param exampleQuantiles as many, of the example
 */
export function correspondingLightness(
  footageQuantiles: readonly number[],
  exampleQuantiles: readonly number[],
): (lightness: number) => number {
  const byRank = piecewiseLinear(footageQuantiles.map((x, i) => ({ x, y: exampleQuantiles[i]! })));
  const byPosition = piecewiseLinear([
    { x: footageQuantiles[0]!, y: exampleQuantiles[0]! },
    { x: footageQuantiles.at(-1)!, y: exampleQuantiles.at(-1)! },
  ]);
  return (lightness) => (byRank(lightness) + byPosition(lightness)) / 2;
}
