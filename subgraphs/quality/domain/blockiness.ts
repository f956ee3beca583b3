import { median } from '@effect-studio/media/statistics';

const GRID = 8;
/** Steps larger than this are edges of the scene. */
const EDGE_STEP = 40;
const EVERY_NTH_LINE = 5;
/** Keeps clean pictures, which have next to no steps anywhere, from dividing by nothing. */
const BASE_STEP = 0.02;

/** Sum of steps beyond their neighbours' at each of the eight positions of the grid, along one axis. */
function stepsByPhase(grey: Uint8Array, along: number, across: number, stride: number, acrossStride: number) {
  const sums = new Float64Array(GRID);
  for (let line = 1; line < across - 1; line += EVERY_NTH_LINE) {
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

function worstPhase(sums: Float64Array, pixels: number): number {
  const sorted = Float64Array.from(sums).sort();
  return (
    sorted[GRID - 1]! /
    (median(sorted.subarray(0, GRID - 1)) + (pixels / (GRID * EVERY_NTH_LINE)) * BASE_STEP)
  );
}

/** Steps on an 8-pixel grid against steps off it; about 1 without visible blocks, 2 and more with. */
export function blockinessOf(grey: Uint8Array, width: number, height: number): number {
  const columns = stepsByPhase(grey, width, height, 1, width);
  const rows = stepsByPhase(grey, height, width, width, 1);
  return (worstPhase(columns, width * height) + worstPhase(rows, width * height)) / 2;
}
