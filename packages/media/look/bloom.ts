import { LOW_WIDTH } from '../frames/frames.ts';
import { lumaOfRgb24 } from '../frames/luma.ts';
import type { PictureArea } from '../frames/picture-area.ts';
import { clamp, median } from '../statistics.ts';

/** Luma from which light is a highlight: the brightest hundredth, and never less than this. */
const HIGHLIGHT_RANK = 0.985;
const LEAST_HIGHLIGHT = 120;
/** Rings around a highlight, in pixels of 160×90: inside is glow, outside is what the picture shows anyway. */
const NEAR = [2, 5] as const;
const FAR = [9, 14] as const;
const FEWEST_PIXELS = 24;

/** City-block distance of every pixel from the highlights, up to `most`, in two passes (Rosenfeld & Pfaltz 1966). */
function distances(isLit: Uint8Array, most: number): Uint8Array {
  const distance = isLit.map((lit) => (lit ? 0 : most + 1));
  const nearer = (i: number, neighbour: number) => {
    const through = distance[neighbour]! + 1;
    if (through < distance[i]!) distance[i] = through;
  };
  for (let i = LOW_WIDTH + 1; i < distance.length; i++) {
    nearer(i, i - 1);
    nearer(i, i - LOW_WIDTH);
  }
  for (let i = distance.length - LOW_WIDTH - 2; i >= 0; i--) {
    nearer(i, i + 1);
    nearer(i, i + LOW_WIDTH);
  }
  return distance;
}

/** Luma below which this share of the pixels lies, in whole steps. */
function levelAtRank(luma: Float32Array, rank: number): number {
  const counts = new Uint32Array(256);
  for (const value of luma) counts[value | 0]!++;
  let below = 0;
  let level = 0;
  while (level < 255 && below + counts[level]! < rank * luma.length) below += counts[level++]!;
  return level;
}

/** How far the light of one frame's highlights reaches into what surrounds them, 0..1; null without highlights. */
function glowOf(rgb: Uint8Array, area: PictureArea): number | null {
  const luma = lumaOfRgb24(rgb);
  const level = Math.max(LEAST_HIGHLIGHT, levelAtRank(luma, HIGHLIGHT_RANK));
  const distance = distances(
    Uint8Array.from(luma, (value) => (value >= level ? 1 : 0)),
    FAR[1],
  );
  const rings = { lit: [] as number[], near: [] as number[], far: [] as number[] };
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const i = y * LOW_WIDTH + x;
      const d = distance[i]!;
      if (d === 0) rings.lit.push(luma[i]!);
      else if (d >= NEAR[0] && d <= NEAR[1]) rings.near.push(luma[i]!);
      else if (d >= FAR[0] && d <= FAR[1]) rings.far.push(luma[i]!);
    }
  }
  if (Math.min(rings.lit.length, rings.near.length, rings.far.length) < FEWEST_PIXELS) return null;
  const [lit, near, far] = [median(rings.lit), median(rings.near), median(rings.far)];
  return lit - far < 30 ? null : clamp((near - far) / (lit - far));
}

/** Glow around highlights, 0..1: the median over frames that have any, 0 when none has. */
export function measureBloom(frames: readonly Uint8Array[], area: PictureArea): number {
  const glows = frames.map((rgb) => glowOf(rgb, area)).filter((glow) => glow !== null);
  return median(glows);
}
