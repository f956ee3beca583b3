/**
 * A quantile of a sample by linear interpolation between order statistics (Hyndman and Fan 1996, type 7, the
 * default of R and NumPy). @param sorted ascending, not empty @param share 0 to 1
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}
