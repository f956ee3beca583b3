import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import type { StyleDescriptor, ToneZone } from '@effect-studio/schema/media/style-descriptor';
import { SAMPLES } from './style-adherence.ts';

const SEED = 5;

/**
 * A cloud of OKLab colours with the statistics of a descriptor, for looks of which no picture is kept: lightness by
 * its quantiles, the chroma of each lightness from the tone zones, and around it a normal spread (Box and Muller
 * 1958) that brings the variances of `a` and `b` to the measured ones. Always the same for the same descriptor.
 * @returns `SAMPLES` triples (L, a, b), in no order that means anything
 */
export function coloursOfDescriptor(
  descriptor: Pick<StyleDescriptor, 'lightnessQuantiles' | 'toneZones' | 'chromaCovariance'>,
): Float32Array {
  const { lightnessQuantiles, toneZones, chromaCovariance } = descriptor;
  const random = seededRandom(SEED);
  const spread = [0, 1].map((axis) => {
    const total = chromaCovariance[axis as 0 | 1][axis as 0 | 1];
    const between = varianceOf(toneZones.map((zone) => (axis === 0 ? zone.a : zone.b)));
    return Math.sqrt(Math.max(0, total - between));
  });
  const colours = new Float32Array(SAMPLES * 3);
  for (let i = 0; i < SAMPLES; i++) {
    const rank = (i + 0.5) / SAMPLES;
    const zone = chromaAt(toneZones, rank);
    const [first, second] = normalPair(random);
    colours[i * 3] = quantileAt(lightnessQuantiles, rank);
    colours[i * 3 + 1] = zone.a + first * spread[0]!;
    colours[i * 3 + 2] = zone.b + second * spread[1]!;
  }
  return colours;
}

/** Linear between the two neighbouring values of an evenly spaced, ascending list; `rank` 0..1. */
function quantileAt(quantiles: readonly number[], rank: number): number {
  const place = rank * (quantiles.length - 1);
  const below = Math.min(Math.floor(place), quantiles.length - 2);
  return quantiles[below]! + (place - below) * (quantiles[below + 1]! - quantiles[below]!);
}

/** Zones lie at evenly spaced ranks from 0 to 1. */
function chromaAt(zones: readonly ToneZone[], rank: number): { a: number; b: number } {
  const place = rank * (zones.length - 1);
  const below = Math.min(Math.floor(place), zones.length - 2);
  const [one, other] = [zones[below]!, zones[below + 1]!];
  const share = place - below;
  return { a: one.a + share * (other.a - one.a), b: one.b + share * (other.b - one.b) };
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function normalPair(random: () => number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  const angle = 2 * Math.PI * random();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
