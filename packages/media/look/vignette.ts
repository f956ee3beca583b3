import { LOW_HEIGHT, LOW_WIDTH } from '../frames/frames.ts';
import type { PictureArea } from '../frames/picture-area.ts';
import { clamp, median } from '../statistics.ts';
import { srgbToLinear } from './oklab.ts';

const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => srgbToLinear(byte / 255));
const EVERY_NTH_FRAME = 5;
/** Rings in shares of the distance from the centre to a corner. */
const MIDDLE_RING = [0.3, 0.6] as const;
const CORNER_RING = [0.85, 1.01] as const;
const BLACK_LIGHT = 0.005;

/** Mean linear luminance over time of every pixel, of frames that come one by one; looks at every fifth. */
export class LightMap {
  readonly #light = new Float32Array(LOW_WIDTH * LOW_HEIGHT);
  #frames = 0;

  /** Takes the next 160×90 RGB frame. */
  add(rgb: Uint8Array): void {
    if (this.#frames++ % EVERY_NTH_FRAME !== 0) return;
    const light = this.#light;
    for (let pixel = 0, i = 0; pixel < light.length; pixel++, i += 3) {
      light[pixel]! +=
        0.2126 * LINEAR[rgb[i]!]! + 0.7152 * LINEAR[rgb[i + 1]!]! + 0.0722 * LINEAR[rgb[i + 2]!]!;
    }
  }

  mean(): Float32Array {
    const count = Math.max(1, Math.ceil(this.#frames / EVERY_NTH_FRAME));
    return this.#light.map((sum) => sum / count);
  }
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
export function measureVignette(light: Float32Array, area: PictureArea): number {
  const middle = quadrantMedians(light, area, MIDDLE_RING);
  const corners = quadrantMedians(light, area, CORNER_RING);
  return clamp(Math.min(...corners.map((corner, i) => 1 - corner / (middle[i]! + BLACK_LIGHT))));
}
