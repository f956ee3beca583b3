import { LOW_HEIGHT, LOW_WIDTH } from '@effect-studio/media/frames/frames';
import { mean, standardDeviation } from '@effect-studio/media/statistics';

/** Size on which scenes and motion are judged: small enough to forget detail, large enough for places. */
export const THUMBNAIL_WIDTH = 64;
export const THUMBNAIL_HEIGHT = 36;

const BINS = 16;
const CHANNELS = 3;

/** What scene and motion detection look at in one frame. */
export interface Thumbnail {
  /** 64×36 luma, 0..255. */
  luma: Float32Array;
  /** Colour differences on the same grid: blue − luma and red − luma, scaled as in BT.601. */
  blue: Float32Array;
  red: Float32Array;
  /** Sixteen bins each of luma, blue and red difference, as shares of the pixels. */
  histogram: Float32Array;
  meanLuma: number;
  /** Standard deviation of luma: near 0 for an empty picture. */
  spread: number;
}

/** Mean of a 3×3 patch; the patches overlap a little because the sizes differ by 2.5. */
function patchMean(rgb: Uint8Array, x: number, y: number, channel: number): number {
  const left = Math.min(LOW_WIDTH - 3, Math.floor((x * LOW_WIDTH) / THUMBNAIL_WIDTH));
  const top = Math.min(LOW_HEIGHT - 3, Math.floor((y * LOW_HEIGHT) / THUMBNAIL_HEIGHT));
  let sum = 0;
  for (let row = top; row < top + 3; row++) {
    const i = (row * LOW_WIDTH + left) * 3 + channel;
    sum += rgb[i]! + rgb[i + 3]! + rgb[i + 6]!;
  }
  return sum / 9;
}

/** Reduces one 160×90 RGB frame. */
export function thumbnailOf(rgb: Uint8Array): Thumbnail {
  const pixels = THUMBNAIL_WIDTH * THUMBNAIL_HEIGHT;
  const luma = new Float32Array(pixels);
  const blue = new Float32Array(pixels);
  const red = new Float32Array(pixels);
  const histogram = new Float32Array(CHANNELS * BINS);
  const binOf = (difference: number) => Math.min(BINS - 1, Math.max(0, Math.floor((difference + 64) / 8)));
  for (let y = 0, i = 0; y < THUMBNAIL_HEIGHT; y++) {
    for (let x = 0; x < THUMBNAIL_WIDTH; x++, i++) {
      const [r, g, b] = [patchMean(rgb, x, y, 0), patchMean(rgb, x, y, 1), patchMean(rgb, x, y, 2)];
      const light = 0.299 * r + 0.587 * g + 0.114 * b;
      luma[i] = light;
      blue[i] = (b - light) * 0.564;
      red[i] = (r - light) * 0.713;
      histogram[Math.min(BINS - 1, Math.floor(light / 16))]! += 1 / pixels;
      histogram[BINS + binOf(blue[i]!)]! += 1 / pixels;
      histogram[2 * BINS + binOf(red[i]!)]! += 1 / pixels;
    }
  }
  return { luma, blue, red, histogram, meanLuma: mean(luma), spread: standardDeviation(luma) };
}
