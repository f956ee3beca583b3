import { LOW_WIDTH } from '@effect-studio/media/frames';
import { srgbToLinear } from '@effect-studio/media/oklab';
import type { PictureArea } from '@effect-studio/media/picture-area';
import { clamp, median } from '@effect-studio/media/statistics';

const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => srgbToLinear(byte / 255));
const EVERY_NTH_FRAME = 5;
/** Rings in shares of the distance from the centre to a corner. */
const MIDDLE_RING = [0.3, 0.6] as const;
const CORNER_RING = [0.85, 1.01] as const;
const BLACK_LIGHT = 0.005;

/** Mean linear luminance over time of every pixel. */
function meanLight(frames: readonly Uint8Array[]): Float32Array {
  const light = new Float32Array(frames[0]!.length / 3);
  let count = 0;
  for (let f = 0; f < frames.length; f += EVERY_NTH_FRAME, count++) {
    const rgb = frames[f]!;
    for (let pixel = 0, i = 0; pixel < light.length; pixel++, i += 3) {
      light[pixel]! +=
        0.2126 * LINEAR[rgb[i]!]! + 0.7152 * LINEAR[rgb[i + 1]!]! + 0.0722 * LINEAR[rgb[i + 2]!]!;
    }
  }
  return light.map((sum) => sum / count);
}

/** Median light of one ring in each quadrant. */
function quadrantMedians(
  light: Float32Array,
  area: PictureArea,
  [from, to]: readonly [number, number],
): number[] {
  const quadrants: number[][] = [[], [], [], []];
  const centreX = (area.left + area.right - 1) / 2;
  const centreY = (area.top + area.bottom - 1) / 2;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const u = (x - centreX) / ((area.right - area.left) / 2);
      const v = (y - centreY) / ((area.bottom - area.top) / 2);
      const radius = Math.hypot(u, v) / Math.SQRT2;
      if (radius >= from && radius < to)
        quadrants[Number(u >= 0) + 2 * Number(v >= 0)]!.push(light[y * LOW_WIDTH + x]!);
    }
  }
  return quadrants.map(median);
}

/** Fall of light towards the least darkened corner, 0..1: a lens darkens all four, a scene rarely does. */
export function measureVignette(frames: readonly Uint8Array[], area: PictureArea): number {
  const light = meanLight(frames);
  const middle = quadrantMedians(light, area, MIDDLE_RING);
  const corners = quadrantMedians(light, area, CORNER_RING);
  return clamp(Math.min(...corners.map((corner, i) => 1 - corner / (middle[i]! + BLACK_LIGHT))));
}
