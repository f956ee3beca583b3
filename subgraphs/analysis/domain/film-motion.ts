import { meanAbsoluteDifference } from '@effect-studio/media/luma';
import { median, quantile } from '@effect-studio/media/statistics';
import type { Thumbnail } from './thumbnail.ts';

/** A frame repeats the one before when it changed less than this share of a typical step. */
const REPEAT_SHARE = 0.15;
/** Without any motion nothing can be said about repeats, 8-bit steps. */
const MIN_TYPICAL_STEP = 0.2;

/** Unsteady exposure and repeated frames, as old cameras and projectors leave them. */
export function measureFilmMotion(frames: readonly Thumbnail[]): { flicker: number; duplicates: number } {
  const bends: number[] = [];
  for (let i = 1; i + 1 < frames.length; i++) {
    bends.push(Math.abs(frames[i - 1]!.meanLuma - 2 * frames[i]!.meanLuma + frames[i + 1]!.meanLuma));
  }
  const steps = frames.slice(1).map((frame, i) => meanAbsoluteDifference(frames[i]!.luma, frame.luma));
  const typical = quantile(steps, 0.8);
  const repeats = steps.filter((step) => step < REPEAT_SHARE * typical).length;
  return {
    flicker: median(bends),
    duplicates: steps.length === 0 || typical < MIN_TYPICAL_STEP ? 0 : repeats / steps.length,
  };
}
