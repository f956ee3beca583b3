import { advanceCusum, CUSUM_DEFAULTS, CUSUM_START } from '@effect-studio/economics/detection/domain/cusum';
import { TailRank } from './tail-rank.ts';

/** How the signals are put together. */
export interface StreamingOptions {
  /** Weights of the signals, in the order of {@link SIGNALS}. */
  weights: readonly number[];
  /** The same for every series. */
  threshold: number;
  /** After an alarm nothing is said for this share of what was seen. */
  refractoryShare: number;
}

/** Jump from the last level, distance from the level of the day, drift, new record, more scatter, and none at all. */
export const SIGNALS = ['spike', 'season', 'drift', 'record', 'scatter', 'still'] as const;

const EPSILON = 1e-9;

/** Follows one mean and one mean deviation, forgetting. */
class Level {
  mean: number | null = null;
  deviation = 0;
  readonly #rate: number;
  #count = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Distance of a value from what was expected, in mean deviations; then learns it. */
  distance(value: number): number {
    const before = this.mean ?? value;
    const z = (value - before) / (this.deviation * 1.2533 + EPSILON * (1 + Math.abs(before)));
    this.#count += 1;
    const rate = Math.max(this.#rate, 1 / this.#count);
    // An outlier hardly widens what is usual.
    const error = Math.min(
      Math.abs(value - before),
      this.#count < 20 ? Number.POSITIVE_INFINITY : 6 * this.deviation + EPSILON,
    );
    this.mean = before + rate * (value - before);
    this.deviation += rate * (error - this.deviation);
    return this.#count < 3 ? 0 : z;
  }
}

/**
 * Scores each point of a series by what came before it alone: every signal is ranked among its own past values, and the
 * score is the weighted sum of −log₁₀ of the ranks' tails. One pass, constant memory per season.
 * @param stepMs time between points, from which the length of a day's season follows
 */
export function signalsOf(values: readonly number[], stepMs: number): Float64Array[] {
  const day = Math.round(86_400_000 / stepMs);
  const hasSeason = day >= 12 && day <= 400;
  const fast = new Level(0.1);
  const slow = new Level(0.01);
  const seasonal = Array.from({ length: hasSeason ? day : 0 }, () => new Level(0.15));
  const seasonError = new Level(0.01);
  const ranks = SIGNALS.map(() => new TailRank());
  const scores = SIGNALS.map(() => new Float64Array(values.length));
  let cusum = CUSUM_START;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let shortScatter = 0;
  let longScatter = 0;
  let before = values[0] ?? 0;
  for (const [index, value] of values.entries()) {
    const spike = Math.abs(fast.distance(value));
    const fromSlow = slow.distance(value);
    cusum = advanceCusum(cusum, Math.min(3, Math.max(-3, fromSlow)), CUSUM_DEFAULTS);
    cusum = { ...cusum, high: Math.min(50, cusum.high), low: Math.min(50, cusum.low) };
    let season = Math.abs(fromSlow);
    const slot = seasonal[index % Math.max(1, day)];
    if (slot) {
      const usual = slot.mean ?? value;
      season = Math.abs(seasonError.distance(value - usual));
      slot.distance(value);
    }
    const range = high - low;
    const excess = Math.max(value - high, low - value, 0);
    const record = index > 20 && range > 0 ? excess / range : 0;
    [low, high] = [Math.min(low, value), Math.max(high, value)];
    const change = Math.abs(value - before);
    before = value;
    shortScatter += (change - shortScatter) / Math.min(index + 1, 12);
    longScatter += (change - longScatter) / Math.min(index + 1, 2_000);
    const ratio = (shortScatter + EPSILON) / (longScatter + EPSILON);
    const raw = [spike, season, Math.max(cusum.high, cusum.low), record, ratio, 1 / ratio];
    for (const [place, one] of raw.entries()) scores[place]![index] = ranks[place]!.add(one);
  }
  return scores;
}

/** Weighted sums of what the signals say. */
export function combine(signals: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const length = signals[0]?.length ?? 0;
  const sums = new Float64Array(length);
  for (const [place, weight] of weights.entries()) {
    if (weight === 0) continue;
    const signal = signals[place]!;
    for (let index = 0; index < length; index += 1) sums[index] = sums[index]! + weight * signal[index]!;
  }
  return sums;
}

/** Points at which an alarm is raised: above the threshold, and not shortly after another. */
export function alarmsOf(
  scores: Float64Array,
  { threshold, refractoryShare, from }: Omit<StreamingOptions, 'weights'> & { from: number },
): number[] {
  const alarms: number[] = [];
  let quietUntil = from;
  for (let index = from; index < scores.length; index += 1) {
    if (index < quietUntil || scores[index]! < threshold) continue;
    alarms.push(index);
    quietUntil = index + Math.max(1, Math.round(refractoryShare * index));
  }
  return alarms;
}
