/** A grey picture, full-range luma. */
export interface Grey {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** Side of a block, pixels. */
export const BLOCK = 12;
/** How far a block may have gone to either side, pixels. */
const REACH = 20;
/** Steps of the search around the best place so far. */
const MOST_STEPS = 16;
const CROSS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
const HALVES = [-0.5, 0, 0.5] as const;

/** Blocks of a picture that lie wholly inside, row by row. */
export const blockGrid = ({ width, height }: Grey) => ({
  columns: Math.floor(width / BLOCK),
  rows: Math.floor(height / BLOCK),
});

/**
 * Mean |difference| of each block of `picture` from the place in `other` where it fits best, in 8-bit steps: what motion
 * does not explain. Predictive search (zero, the neighbours' vectors) with small crosses, then half a pixel.
 * @returns one value per block of {@link blockGrid}
 */
export function unexplainedByMotion(picture: Grey, other: Grey): Float32Array {
  const { columns, rows } = blockGrid(picture);
  const residuals = new Float32Array(columns * rows);
  const vectors = new Int8Array(2 * columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = row * columns + column;
      const left = column * BLOCK;
      const top = row * BLOCK;
      let [dx, dy] = [0, 0];
      let best = differenceAt(picture, other, left, top, 0, 0, Number.POSITIVE_INFINITY);
      const consider = (x: number, y: number): boolean => {
        if (!isInside(other, left + x, top + y) || Math.abs(x) > REACH || Math.abs(y) > REACH) return false;
        const difference = differenceAt(picture, other, left, top, x, y, best);
        if (difference >= best) return false;
        [best, dx, dy] = [difference, x, y];
        return true;
      };
      if (column > 0) consider(vectors[2 * (place - 1)]!, vectors[2 * (place - 1) + 1]!);
      if (row > 0) {
        const above = place - columns;
        consider(vectors[2 * above]!, vectors[2 * above + 1]!);
        if (column + 1 < columns) consider(vectors[2 * above + 2]!, vectors[2 * above + 3]!);
      }
      // Large steps first: a block may have gone far from a neighbour that stands still.
      for (const stride of [6, 2, 1]) {
        for (let step = 0; step < MOST_STEPS; step++) {
          const [x, y] = [dx, dy];
          const hasMoved = CROSS.map(([across, down]) => consider(x + stride * across, y + stride * down));
          if (!hasMoved.includes(true)) break;
        }
      }
      vectors[2 * place] = dx;
      vectors[2 * place + 1] = dy;
      residuals[place] = Math.min(best, halfPixelBest(picture, other, { left, top, dx, dy })) / BLOCK ** 2;
    }
  }
  return residuals;
}

/** Mean |difference| of each block of two pictures at the same place, 8-bit steps. */
export function changeOfBlocks(picture: Grey, other: Grey): Float32Array {
  const { columns, rows } = blockGrid(picture);
  return Float32Array.from({ length: columns * rows }, (_, place) => {
    const [left, top] = [(place % columns) * BLOCK, Math.floor(place / columns) * BLOCK];
    return differenceAt(picture, other, left, top, 0, 0, Number.POSITIVE_INFINITY) / BLOCK ** 2;
  });
}

const isInside = ({ width, height }: Grey, left: number, top: number): boolean =>
  left >= 0 && top >= 0 && left + BLOCK <= width && top + BLOCK <= height;

/** Sum of |differences|; stops as soon as it is no better than `limit`. */
function differenceAt(
  { pixels: one, width }: Grey,
  { pixels: other }: Grey,
  left: number,
  top: number,
  dx: number,
  dy: number,
  limit: number,
): number {
  let sum = 0;
  const shift = dy * width + dx;
  for (let y = top; y < top + BLOCK; y++) {
    const from = y * width + left;
    for (let i = from; i < from + BLOCK; i++) {
      const difference = one[i]! - other[i + shift]!;
      sum += difference < 0 ? -difference : difference;
    }
    if (sum >= limit) return sum;
  }
  return sum;
}

/** The least sum of |differences| half a pixel around a place, between pixels by their mean. */
function halfPixelBest(
  { pixels: one, width }: Grey,
  other: Grey,
  { left, top, dx, dy }: { left: number; top: number; dx: number; dy: number },
): number {
  let best = Number.POSITIVE_INFINITY;
  for (const across of HALVES) {
    for (const down of HALVES) {
      if (across === 0 && down === 0) continue;
      const x0 = Math.floor(left + dx + across);
      const y0 = Math.floor(top + dy + down);
      const right = across === 0 ? 0 : 1;
      const below = down === 0 ? 0 : width;
      if (!isInside(other, x0, y0) || !isInside(other, x0 + right, y0 + (down === 0 ? 0 : 1))) continue;
      let sum = 0;
      for (let y = 0; y < BLOCK && sum < best; y++) {
        let i = (top + y) * width + left;
        let j = (y0 + y) * width + x0;
        for (const end = i + BLOCK; i < end; i++, j++) {
          const between =
            (other.pixels[j]! +
              other.pixels[j + right]! +
              other.pixels[j + below]! +
              other.pixels[j + right + below]!) /
            4;
          sum += Math.abs(one[i]! - between);
        }
      }
      best = Math.min(best, sum);
    }
  }
  return best;
}
