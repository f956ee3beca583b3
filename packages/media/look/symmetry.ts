import { LOW_WIDTH } from '../frames/frames.ts';
import { lumaOfRgb24 } from '../frames/luma.ts';
import type { PictureArea } from '../frames/picture-area.ts';
import { clamp, median } from '../statistics.ts';

/** Correlation of a picture with its mirror image, left to right or top to bottom, whichever is larger. */
function mirrorCorrelation(luma: Float32Array, area: PictureArea): number {
  const { top, bottom, left, right } = area;
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * LOW_WIDTH + x]!;
  const centre = sum / ((bottom - top) * (right - left));
  let [variance, across, upsideDown] = [1, 0, 0];
  for (let y = top; y < bottom; y++) {
    const row = y * LOW_WIDTH;
    const mirroredRow = (bottom - 1 - (y - top)) * LOW_WIDTH;
    for (let x = left; x < right; x++) {
      const value = luma[row + x]! - centre;
      variance += value * value;
      across += value * (luma[row + right - 1 - (x - left)]! - centre);
      upsideDown += value * (luma[mirroredRow + x]! - centre);
    }
  }
  return Math.max(across, upsideDown) / variance;
}

/** How much the picture mirrors itself, 0..1: near 1 for kaleidoscopes. Median over frames. */
export function measureSymmetry(frames: readonly Uint8Array[], area: PictureArea): number {
  return clamp(median(frames.map((rgb) => mirrorCorrelation(lumaOfRgb24(rgb), area))));
}
