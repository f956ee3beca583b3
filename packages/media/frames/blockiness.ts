import { median } from '../statistics.ts';

const GRID = 8;
/** Steps larger than this are edges of the scene. */
const EDGE_STEP = 40;
/** Keeps clean pictures, which have next to no steps anywhere, from dividing by nothing. */
const BASE_STEP = 0.02;

/** Sum of steps beyond their neighbours' at each of the eight positions of the grid, along one axis. */
function stepsByPhase(
  grey: Uint8Array,
  { along, across, stride, acrossStride }: Record<'along' | 'across' | 'stride' | 'acrossStride', number>,
  everyLine: number,
) {
  const sums = new Float64Array(GRID);
  for (let line = 1; line < across - 1; line += everyLine) {
    for (let k = 2; k < along - 2; k++) {
      const i = line * acrossStride + k * stride;
      const step = Math.abs(grey[i]! - grey[i - stride]!);
      if (step > EDGE_STEP) continue;
      const usual =
        (Math.abs(grey[i - stride]! - grey[i - 2 * stride]!) + Math.abs(grey[i + stride]! - grey[i]!)) / 2;
      if (step > usual) sums[k % GRID]! += step - usual;
    }
  }
  return sums;
}

function worstPhase(sums: Float64Array, pixels: number, everyLine: number): number {
  const sorted = Float64Array.from(sums).sort();
  return (
    sorted[GRID - 1]! / (median(sorted.subarray(0, GRID - 1)) + (pixels / (GRID * everyLine)) * BASE_STEP)
  );
}

/**
 * Steps on an 8-pixel grid against steps off it; about 1 without visible blocks, 2 and more with.
 * @param everyLine looks at every n-th row and column, default 5
 */
export function blockinessOf(grey: Uint8Array, width: number, height: number, everyLine = 5): number {
  const across = { along: width, across: height, stride: 1, acrossStride: width };
  const down = { along: height, across: width, stride: width, acrossStride: 1 };
  const [columns, rows] = [stepsByPhase(grey, across, everyLine), stepsByPhase(grey, down, everyLine)];
  const pixels = width * height;
  return (worstPhase(columns, pixels, everyLine) + worstPhase(rows, pixels, everyLine)) / 2;
}
