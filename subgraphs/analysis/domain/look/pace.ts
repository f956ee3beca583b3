import { quantile } from '@effect-studio/media/statistics';
import type { FrameSteps } from './motion.ts';

const WINDOW_MS = 400;
/** Less motion than this (8-bit steps) says nothing about pace. */
const LEAST_MOTION = 0.3;
const FEWEST_WINDOWS = 4;

/**
 * How unevenly time passes: doublings between the slow and the fast stretches of a clip, by its motion. A camera
 * that speeds up and slows down looks the same.
 * @param steps in order, without those across changes of scene
 */
export function measurePaceVariation(steps: FrameSteps): number {
  const [fromMs, toMs, differences] = [steps.of('fromMs'), steps.of('toMs'), steps.of('difference')];
  const windows = new Map<number, { sum: number; count: number }>();
  for (let i = 0; i < steps.length; i++) {
    const place = Math.floor(fromMs[i]! / WINDOW_MS);
    const rate = differences[i]! / Math.max(1, toMs[i]! - fromMs[i]!);
    const window = windows.get(place) ?? { sum: 0, count: 0 };
    windows.set(place, { sum: window.sum + rate * 40, count: window.count + 1 });
  }
  const paces = Float64Array.from(windows.values(), ({ sum, count }) => sum / count);
  const fast = quantile(paces, 0.9);
  if (paces.length < FEWEST_WINDOWS || fast < LEAST_MOTION) return 0;
  return Math.log2(fast / Math.max(LEAST_MOTION / 2, quantile(paces, 0.1)));
}
