import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, type Thumbnail } from '../scenes/thumbnail.ts';

/** How the picture moved between two frames: in thumbnail pixels, and its relative growth. */
export interface PictureStep {
  dx: number;
  dy: number;
  growth: number;
}

const SEARCH = 4;
/** Edges of the search leave this much picture for comparison everywhere. */
const BORDER = SEARCH + 1;

function shiftError(a: Float32Array, b: Float32Array, dx: number, dy: number): number {
  let sum = 0;
  for (let y = BORDER; y < THUMBNAIL_HEIGHT - BORDER; y++) {
    const row = y * THUMBNAIL_WIDTH;
    const shifted = (y + dy) * THUMBNAIL_WIDTH + dx;
    for (let x = BORDER; x < THUMBNAIL_WIDTH - BORDER; x++) sum += Math.abs(a[row + x]! - b[shifted + x]!);
  }
  return sum;
}

/** Best whole-pixel shift; staying put wins ties, so that flat pictures do not wander. */
function wholeShift(a: Float32Array, b: Float32Array): { dx: number; dy: number } {
  let best = { dx: 0, dy: 0 };
  let least = shiftError(a, b, 0, 0);
  for (let dy = -SEARCH; dy <= SEARCH; dy++) {
    for (let dx = -SEARCH; dx <= SEARCH; dx++) {
      const error = shiftError(a, b, dx, dy);
      if (error < least) [least, best] = [error, { dx, dy }];
    }
  }
  return best;
}

/** Solves a symmetric 3×3 system by Cramer's rule; null when it is singular. */
function solve(m: readonly number[], v: readonly number[]): [number, number, number] | null {
  const [a, b, c, d, e, f] = m as [number, number, number, number, number, number];
  const [p, q, r] = v as [number, number, number];
  const determinant = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d);
  if (Math.abs(determinant) < 1e-6) return null;
  return [
    (p * (d * f - e * e) - b * (q * f - e * r) + c * (q * e - d * r)) / determinant,
    (a * (q * f - e * r) - p * (b * f - c * e) + c * (b * r - q * c)) / determinant,
    (a * (d * r - q * e) - b * (b * r - q * c) + p * (b * e - c * d)) / determinant,
  ];
}

/**
 * Global translation and growth from one frame to the next: whole-pixel search, then one
 * Lucas–Kanade step (1981) of translation and zoom about the centre.
 */
export function pictureStep(before: Thumbnail, after: Thumbnail): PictureStep {
  const a = before.luma;
  const b = after.luma;
  const whole = wholeShift(a, b);
  const normal = [0, 0, 0, 0, 0, 0];
  const target = [0, 0, 0];
  for (let y = BORDER; y < THUMBNAIL_HEIGHT - BORDER; y++) {
    for (let x = BORDER; x < THUMBNAIL_WIDTH - BORDER; x++) {
      const i = y * THUMBNAIL_WIDTH + x;
      const j = (y + whole.dy) * THUMBNAIL_WIDTH + x + whole.dx;
      const gx = (a[i + 1]! - a[i - 1]!) / 2;
      const gy = (a[i + THUMBNAIL_WIDTH]! - a[i - THUMBNAIL_WIDTH]!) / 2;
      const outward = gx * (x - THUMBNAIL_WIDTH / 2) + gy * (y - THUMBNAIL_HEIGHT / 2);
      const change = a[i]! - b[j]!;
      normal[0]! += gx * gx;
      normal[1]! += gx * gy;
      normal[2]! += gx * outward;
      normal[3]! += gy * gy;
      normal[4]! += gy * outward;
      normal[5]! += outward * outward;
      target[0]! += gx * change;
      target[1]! += gy * change;
      target[2]! += outward * change;
    }
  }
  const [fx, fy, growth] = solve(normal, target) ?? [0, 0, 0];
  const held = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));
  return { dx: whole.dx + held(fx, 1), dy: whole.dy + held(fy, 1), growth: held(growth, 0.1) };
}
