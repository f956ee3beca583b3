/** Weights of one of NAB's application profiles. */
export interface NabProfile {
  tpWeight: number;
  fnWeight: number;
  fpWeight: number;
}

/** One series: values, and its labelled windows as first and last index. */
export interface NabSeries {
  name: string;
  times: readonly number[];
  values: readonly number[];
  windows: readonly (readonly [number, number])[];
}

/** Share of a series, of at most 5,000 rows, in which nothing counts. */
const PROBATION = 0.15;
export const probationOf = (length: number): number => Math.floor(PROBATION * Math.min(length, 5_000));

/** 1 at the beginning of a window, 0 at its end, towards −1 after it (Lavin & Ahmad 2015, "Evaluating Real-time Anomaly Detection Algorithms", eq. 1). */
const scaledSigmoid = (position: number): number =>
  position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
const MOST = scaledSigmoid(-1);

/**
 * NAB's score of some detections in one series: the earliest in each window counts, a window without one costs, and so
 * does each detection outside, more the further it is from the window before.
 * @param detections indices in ascending order; those in the probationary period are left out
 */
export function nabScore(
  { values, windows }: NabSeries,
  detections: readonly number[],
  profile: NabProfile,
): number {
  const best = windows.map(() => -profile.fnWeight);
  let falsePositives = 0;
  const first = probationOf(values.length);
  for (const index of detections) {
    if (index < first) continue;
    const inside = windows.findIndex(([left, right]) => index >= left && index <= right);
    if (inside >= 0) {
      const [left, right] = windows[inside]!;
      const score = (scaledSigmoid(-(right - index + 1) / (right - left + 1)) * profile.tpWeight) / MOST;
      best[inside] = Math.max(best[inside]!, score);
      continue;
    }
    const before = windows.findLast(([, right]) => right < index);
    const unweighted = before ? scaledSigmoid((index - before[1]) / Math.max(1, before[1] - before[0])) : -1;
    falsePositives += unweighted * profile.fpWeight;
  }
  return best.reduce((sum, one) => sum + one, 0) + falsePositives;
}

/** A sum of scores between a detector that says nothing (0) and one that is perfect (100). */
export function normalised(score: number, windowCount: number, { tpWeight, fnWeight }: NabProfile): number {
  const silent = -fnWeight * windowCount;
  return windowCount === 0 ? 0 : (100 * (score - silent)) / (tpWeight * windowCount - silent);
}
