/**
 * Half the width of an interval around a running mean that holds at all sample sizes at once, so that one may look
 * after every observation and stop when one likes: the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha,
 * Kennedy and Ramdas ("Time-uniform central limit theory and asymptotic confidence sequences", 2021, theorem 2.2),
 * which is Robbins' normal mixture, the mixture behind the mSPRT of Johari et al. (2017).
 * @param deviation standard deviation of one observation @param count observations so far, at least 1
 * @param options.error chance that it ever misses, default 0.05
 * @param options.tightAt sample size at which it is narrowest, default 200
 */
export function sequenceRadius(
  deviation: number,
  count: number,
  { error = 0.05, tightAt = 200 }: { error?: number; tightAt?: number } = {},
): number {
  const log = -2 * Math.log(error);
  const rho2 = (log + Math.log(log + 1)) / tightAt;
  const t = count * rho2 + 1;
  return deviation * Math.sqrt((2 * t * Math.log(Math.sqrt(t) / error)) / (count * count * rho2));
}
