import { oklabToSrgb } from '@effect-studio/media/look/oklab';
import { clamp } from '@effect-studio/media/statistics';
import type { PaletteColour } from '@effect-studio/schema/media/style-descriptor';
import type { ColourSamples } from './colour-samples.ts';

type Point = readonly [lightness: number, a: number, b: number];

const COLOURS = 5;
const MAX_POINTS = 3_000;
const ITERATIONS = 10;
/** Hue counts for more than lightness in what people call different colours. */
const CHROMA_STRETCH = 2;

function squaredDistance(p: Point, q: Point): number {
  return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2;
}

function nearest(point: Point, centres: readonly Point[]): { index: number; distance: number } {
  let best = { index: 0, distance: Number.POSITIVE_INFINITY };
  centres.forEach((centre, index) => {
    const distance = squaredDistance(point, centre);
    if (distance < best.distance) best = { index, distance };
  });
  return best;
}

function centroid(points: readonly Point[]): Point {
  const sum = [0, 0, 0];
  for (const point of points) for (let k = 0; k < 3; k++) sum[k]! += point[k]!;
  return [sum[0]! / points.length, sum[1]! / points.length, sum[2]! / points.length];
}

/** Deterministic start: the middle of all, then always the point farthest from every centre so far. */
function farthestPoints(points: readonly Point[], count: number): Point[] {
  const centres = [centroid(points)];
  while (centres.length < count) {
    let farthest = { point: points[0]!, distance: -1 };
    for (const point of points) {
      const { distance } = nearest(point, centres);
      if (distance > farthest.distance) farthest = { point, distance };
    }
    centres.push(farthest.point);
  }
  return centres;
}

function hexOf(lightness: number, a: number, b: number): string {
  const bytes = oklabToSrgb(lightness, a, b).map((channel) => Math.round(channel * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** The five main colours by k-means (Lloyd 1982) in OKLab, heaviest first; fewer when the clip has fewer. */
export function paletteOf(samples: ColourSamples): PaletteColour[] {
  const step = Math.max(1, Math.floor(samples.lightness.length / MAX_POINTS));
  const points: Point[] = [];
  for (let i = 0; i < samples.lightness.length; i += step) {
    points.push([samples.lightness[i]!, CHROMA_STRETCH * samples.a[i]!, CHROMA_STRETCH * samples.b[i]!]);
  }
  let centres = farthestPoints(points, COLOURS);
  let groups: Point[][] = [];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    groups = centres.map(() => []);
    for (const point of points) groups[nearest(point, centres).index]!.push(point);
    centres = centres.map((centre, index) => (groups[index]!.length > 0 ? centroid(groups[index]!) : centre));
  }
  return centres
    .map((centre, index) => ({ centre, weight: groups[index]!.length / points.length }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ centre, weight }) => {
      const [lightness, a, b] = [clamp(centre[0]), centre[1] / CHROMA_STRETCH, centre[2] / CHROMA_STRETCH];
      return { hex: hexOf(lightness, a, b), lightness, a, b, weight };
    });
}
