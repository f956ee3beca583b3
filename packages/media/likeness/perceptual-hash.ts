import { LOW_HEIGHT, LOW_WIDTH } from '../frames/frames.ts';
import { lumaOfRgb24 } from '../frames/luma.ts';

const COLUMNS = 9;
const ROWS = 8;
const BITS = 64;

/** Mean luma of one cell of the 9×8 grid. */
function cellMean(luma: Float32Array, column: number, row: number): number {
  const [left, right] = [column, column + 1].map((c) => Math.floor((c * LOW_WIDTH) / COLUMNS)) as [
    number,
    number,
  ];
  const [top, bottom] = [row, row + 1].map((r) => Math.floor((r * LOW_HEIGHT) / ROWS)) as [number, number];
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += luma[y * LOW_WIDTH + x]!;
  return sum / ((right - left) * (bottom - top));
}

/**
 * Difference hash of one 160×90 RGB picture: 64 bits, each whether a cell is lighter than its right neighbour (Krawetz,
 * "Kind of like that", 2013). Survives scaling, encoding and grading.
 * @param margin how much lighter a cell must be to count, in 8-bit luma, default 0
 * @returns 16 hex digits
 */
export function differenceHash(rgb: Uint8Array, margin = 0): string {
  const luma = lumaOfRgb24(rgb);
  let bits = 0n;
  for (let row = 0; row < ROWS; row++) {
    const cells = Array.from({ length: COLUMNS }, (_, column) => cellMean(luma, column, row));
    for (let column = 0; column < COLUMNS - 1; column++) {
      bits = (bits << 1n) | (cells[column]! > cells[column + 1]! + margin ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(BITS / 4, '0');
}

/** Share of bits in which two hashes of equally many frames differ, 0..1; about 0.5 for unrelated pictures. @param one, other hex */
export function hashDistance(one: string, other: string): number {
  if (one.length !== other.length || one.length === 0) return 1;
  let different = 0;
  for (let i = 0; i < one.length; i++) {
    let bits = Number.parseInt(one[i]!, 16) ^ Number.parseInt(other[i]!, 16);
    for (; bits > 0; bits &= bits - 1) different++;
  }
  return different / (4 * one.length);
}
