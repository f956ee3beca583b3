import { clamp } from '@effect-studio/media/statistics';
import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, type Thumbnail } from './thumbnail.ts';

/** How different two frames are. */
export interface FrameDistance {
  /** 0..100: structure and colour together; 0 for frames that differ by noise only. */
  score: number;
  /** Mean |difference| in 8-bit steps, colour at half weight. */
  raw: number;
}

/** Shifts, in thumbnail pixels, under which the same place may be seen again during a pan or tilt. */
const SHIFTS: readonly (readonly [number, number])[] = [
  ...[2, 4, 8, 12, 16].flatMap((x) => [[-x, 0] as const, [x, 0] as const]),
  ...[2, 4, 8].flatMap((y) => [[0, -y] as const, [0, y] as const]),
];
/** Below this the frames agree without any shift. */
const AGREES_IN_PLACE = 0.25;
const SMALLEST_SPREAD = 4;
const NOISE_RAW = 1.2;
const FULL_STRUCTURE = 1.1;
const FULL_HISTOGRAM = 0.6;

/** Mean |difference| of luma after mean and contrast are taken out, over the part that overlaps. */
function structureDifference(a: Thumbnail, b: Thumbnail, dx: number, dy: number): number {
  const scaleA = 1 / Math.max(SMALLEST_SPREAD, a.spread);
  const scaleB = 1 / Math.max(SMALLEST_SPREAD, b.spread);
  const fromX = Math.max(0, -dx);
  const toX = Math.min(THUMBNAIL_WIDTH, THUMBNAIL_WIDTH - dx);
  const fromY = Math.max(0, -dy);
  const toY = Math.min(THUMBNAIL_HEIGHT, THUMBNAIL_HEIGHT - dy);
  let sum = 0;
  for (let y = fromY; y < toY; y++) {
    for (let x = fromX; x < toX; x++) {
      const here = (a.luma[y * THUMBNAIL_WIDTH + x]! - a.meanLuma) * scaleA;
      const there = (b.luma[(y + dy) * THUMBNAIL_WIDTH + x + dx]! - b.meanLuma) * scaleB;
      sum += Math.abs(here - there);
    }
  }
  return sum / ((toX - fromX) * (toY - fromY));
}

/** Least difference over the shifts, so that a fast pan does not look like another place. */
function structure(a: Thumbnail, b: Thumbnail): number {
  let least = structureDifference(a, b, 0, 0);
  if (least <= AGREES_IN_PLACE) return least;
  let best: readonly [number, number] = [0, 0];
  for (const shift of SHIFTS) {
    const difference = structureDifference(a, b, shift[0], shift[1]);
    if (difference < least) [least, best] = [difference, shift];
  }
  for (const [x, y] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ] as const) {
    least = Math.min(least, structureDifference(a, b, best[0] + x, best[1] + y));
  }
  return least;
}

function histogramDifference(a: Thumbnail, b: Thumbnail): number {
  let sum = 0;
  for (let bin = 0; bin < a.histogram.length; bin++) sum += Math.abs(a.histogram[bin]! - b.histogram[bin]!);
  // Three histograms, each of whose shares sum to one on both sides.
  return sum / 6;
}

function rawDifference(a: Thumbnail, b: Thumbnail): number {
  let sum = 0;
  for (let i = 0; i < a.luma.length; i++) {
    const colour = Math.abs(a.blue[i]! - b.blue[i]!) + Math.abs(a.red[i]! - b.red[i]!);
    sum += Math.abs(a.luma[i]! - b.luma[i]!) + 0.5 * colour;
  }
  return sum / a.luma.length;
}

/** Compares two frames of one clip; insensitive to exposure, contrast and moderate camera travel. */
export function frameDistance(a: Thumbnail, b: Thumbnail): FrameDistance {
  const raw = rawDifference(a, b);
  if (raw < NOISE_RAW) return { score: 0, raw };
  const score =
    55 * clamp(structure(a, b) / FULL_STRUCTURE) + 45 * clamp(histogramDifference(a, b) / FULL_HISTOGRAM);
  return { score, raw };
}
