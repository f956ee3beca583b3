import { median, quantile } from '../statistics.ts';

/** A frame repeats the one before when it changed less than this share of a typical step. */
const REPEAT_SHARE = 0.15;
/** Without any motion nothing can be said about repeats, 8-bit steps. */
const MIN_TYPICAL_STEP = 0.2;

/**
 * Unsteady exposure and repeated frames, as old cameras and projectors leave them.
 * @param meanLuma of every frame
 * @param steps mean luma differences of every frame from the one before, the first left out
 */
export function measureFilmMotion(
  meanLuma: ArrayLike<number>,
  steps: ArrayLike<number>,
): { flicker: number; duplicates: number } {
  const bends: number[] = [];
  for (let i = 1; i + 1 < meanLuma.length; i++) {
    bends.push(Math.abs(meanLuma[i - 1]! - 2 * meanLuma[i]! + meanLuma[i + 1]!));
  }
  const typical = quantile(steps, 0.8);
  let repeats = 0;
  for (let i = 0; i < steps.length; i++) if (steps[i]! < REPEAT_SHARE * typical) repeats++;
  return {
    flicker: median(bends),
    duplicates: steps.length === 0 || typical < MIN_TYPICAL_STEP ? 0 : repeats / steps.length,
  };
}
