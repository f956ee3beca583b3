import { mean, quantile } from '@effect-studio/media/statistics';
import type { FrameStep } from './motion.ts';

const WINDOW_MS = 400;
/** Less motion than this (8-bit steps) says nothing about pace. */
const LEAST_MOTION = 0.3;
const FEWEST_WINDOWS = 4;

/**
 * How unevenly time passes: doublings between the slow and the fast stretches of a clip, by its motion. A camera
 * that speeds up and slows down looks the same.
 * @param steps in order, without those across changes of scene
 */
export function measurePaceVariation(steps: readonly FrameStep[]): number {
  const windows = new Map<number, number[]>();
  for (const { fromMs, toMs, difference } of steps) {
    const window = Math.floor(fromMs / WINDOW_MS);
    const rate = difference / Math.max(1, toMs - fromMs);
    windows.set(window, [...(windows.get(window) ?? []), rate * 40]);
  }
  const paces = [...windows.values()].map(mean);
  const fast = quantile(paces, 0.9);
  if (paces.length < FEWEST_WINDOWS || fast < LEAST_MOTION) return 0;
  return Math.log2(fast / Math.max(LEAST_MOTION / 2, quantile(paces, 0.1)));
}
