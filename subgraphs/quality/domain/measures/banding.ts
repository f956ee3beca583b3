import { clamp } from '@effect-studio/media/statistics';

const BLOCK = 16;
/** Blocks with this range of levels are gradients: less is flat, more is texture. */
const GRADIENT_RANGE = [3, 200] as const;
/** Two levels hold about this share of a smooth gradient's pixels. */
const SMOOTH_SHARE = 0.35;
const FULL_RANGE = 6;

/** How far the levels of one block collapse onto two, 0..1; 0 where there is no gradient. */
function blockBanding(grey: Uint8Array, width: number, left: number, top: number): number {
  const counts = new Uint16Array(256);
  let [least, most] = [255, 0];
  for (let y = top; y < top + BLOCK; y++) {
    for (let i = y * width + left; i < y * width + left + BLOCK; i++) {
      const value = grey[i]!;
      counts[value]!++;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  const range = most - least;
  if (range < GRADIENT_RANGE[0] || range > GRADIENT_RANGE[1]) return 0;
  const sorted = counts.subarray(least, most + 1).toSorted();
  const topTwo = (sorted[sorted.length - 1]! + sorted[sorted.length - 2]!) / BLOCK ** 2;
  return (Math.max(0, topTwo - SMOOTH_SHARE) / (1 - SMOOTH_SHARE)) * clamp(range / FULL_RANGE);
}

/** Mean collapse of gradients onto few levels, 0..1. */
export function bandingOf(grey: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let blocks = 0;
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK, blocks++)
      sum += blockBanding(grey, width, left, top);
  }
  return blocks === 0 ? 0 : sum / blocks;
}
