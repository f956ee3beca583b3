import { median } from '../../statistics/median.ts';

/** Modified z-scores beyond this are outliers (Iglewicz & Hoaglin 1993). */
export const MAD_CUT = 3.5;

/** Where a sample lies and how widely it spreads, both hardly moved by outliers. */
export interface RobustScale {
  median: number;
  /** In the unit of a standard deviation under normality; 0 when all values are equal. */
  scale: number;
}

/** Median absolute deviation ÷ 0.6745 or, when more than half of the values are equal, √(π ÷ 2) × mean absolute deviation. */
export function robustScale(sample: readonly number[]): RobustScale {
  const middle = median(sample);
  const deviations = sample.map((value) => Math.abs(value - middle));
  const mad = median(deviations);
  if (mad > 0) return { median: middle, scale: mad / 0.6745 };
  return {
    median: middle,
    scale: 1.253314 * (deviations.reduce((sum, one) => sum + one, 0) / sample.length),
  };
}

/**
 * Modified z-score 0.6745 (x − median) ÷ MAD (Iglewicz & Hoaglin, How to Detect and Handle Outliers, 1993, §3.3).
 * With a MAD of zero: (x − median) ÷ (√(π ÷ 2) × mean absolute deviation). With both zero any change is infinitely
 * far and the same value is not far at all.
 * @param sample not empty; may hold `value`
 * @returns positive above the median
 */
export function madScore(value: number, sample: readonly number[]): number {
  return scoreIn(value, robustScale(sample));
}

/** {@link madScore} in a scale that is known. */
export function scoreIn(value: number, { median: middle, scale }: RobustScale): number {
  if (scale > 0) return (value - middle) / scale;
  return value === middle ? 0 : value > middle ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
