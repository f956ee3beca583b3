/**
 * A share's Wilson score interval (Wilson 1927), which holds its level also for few observations and for shares
 * near 0 and 1. @param hits may be a discounted count @param z quantile of the normal distribution
 * @returns 0 to 1 without observations
 */
export function wilsonInterval(hits: number, total: number, z: number): { lower: number; upper: number } {
  if (total <= 0) return { lower: 0, upper: 1 };
  const share = hits / total;
  const z2 = z * z;
  const centre = share + z2 / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share) + z2 / (4 * total)) / total);
  const scale = 1 + z2 / total;
  return { lower: Math.max(0, (centre - spread) / scale), upper: Math.min(1, (centre + spread) / scale) };
}
