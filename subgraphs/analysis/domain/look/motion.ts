import { meanAbsoluteDifference } from '@effect-studio/media/frames/luma';
import { mean, median } from '@effect-studio/media/statistics';
import type { Motion } from '@effect-studio/schema/media/analysis';
import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, type Thumbnail } from '../scenes/thumbnail.ts';
import { type PictureStep, pictureStep } from './camera-motion.ts';
import { NumberColumns } from './number-columns.ts';

/** Frames that differ less than this (8-bit steps) show no motion that anyone would see. */
const STILL_DIFFERENCE = 0.35;
const SMOOTHING_FRAMES = 4;

/** Mean distance of a path from its own moving average. */
function unsteadiness(values: Float64Array): number {
  const deviations = values.map((value, i) => {
    const around = values.subarray(Math.max(0, i - SMOOTHING_FRAMES), i + SMOOTHING_FRAMES + 1);
    return Math.abs(value - mean(around));
  });
  return mean(deviations);
}

/** 1 when all steps go the same way, 0 when they cancel out. */
function steadiness(values: Float64Array): number {
  const travelled = mean(values.map((value) => Math.abs(value)));
  return travelled === 0 ? 0 : Math.abs(mean(values)) / travelled;
}

function patternOf(motion: Omit<Motion, 'pattern'>, steps: FrameSteps): Motion['pattern'] {
  const MOSTLY = 0.6;
  if (motion.stillShare > 0.9) return 'still';
  const pansX = Math.abs(motion.panXPerSecond) > 0.05 && steadiness(steps.of('dx')) > MOSTLY;
  const pansY = Math.abs(motion.panYPerSecond) > 0.05 && steadiness(steps.of('dy')) > MOSTLY;
  if (pansX || pansY) return 'pan';
  if (Math.abs(motion.zoomPerSecond) > 0.03 && steadiness(steps.of('growth')) > MOSTLY) return 'zoom';
  if (motion.energy > 12) return 'busy';
  return motion.shake > 0.0015 ? 'handheld' : 'static-camera';
}

/** What was seen between two frames. */
export interface FrameStep extends PictureStep {
  /** Presentation times of the two, milliseconds. */
  fromMs: number;
  toMs: number;
  /** Mean luma difference, 8-bit steps. */
  difference: number;
}

/** Steps of a clip, in order of time. */
export type FrameSteps = NumberColumns<keyof FrameStep>;
export const frameSteps = (): FrameSteps =>
  new NumberColumns(['fromMs', 'toMs', 'difference', 'dx', 'dy', 'growth']);

/** Looks at two frames. */
export function frameStep(
  before: { thumbnail: Thumbnail; ptsMs: number },
  after: { thumbnail: Thumbnail; ptsMs: number },
): FrameStep {
  return {
    fromMs: before.ptsMs,
    toMs: after.ptsMs,
    difference: meanAbsoluteDifference(before.thumbnail.luma, after.thumbnail.luma),
    ...pictureStep(before.thumbnail, after.thumbnail),
  };
}

/** Estimates energy, camera travel and steadiness. @param steps without those across changes of scene */
export function measureMotion(steps: FrameSteps): Motion {
  const differences = steps.of('difference');
  const fromMs = steps.of('fromMs');
  const perSecond = 1_000 / (median(steps.of('toMs').map((toMs, i) => toMs - fromMs[i]!)) || 40);
  // The picture moves against the camera.
  const motion = {
    energy: mean(differences),
    panXPerSecond: 0 - (mean(steps.of('dx')) / THUMBNAIL_WIDTH) * perSecond,
    panYPerSecond: 0 - (mean(steps.of('dy')) / THUMBNAIL_HEIGHT) * perSecond,
    zoomPerSecond: mean(steps.of('growth')) * perSecond,
    shake: Math.hypot(unsteadiness(steps.of('dx')), unsteadiness(steps.of('dy'))) / THUMBNAIL_WIDTH,
    stillShare:
      differences.length === 0
        ? 1
        : differences.filter((d) => d < STILL_DIFFERENCE).length / differences.length,
  };
  return { ...motion, pattern: patternOf(motion, steps) };
}
