import { clamp, evenQuantiles, mean } from '@effect-studio/media/statistics';
import type { StyleDescriptor, ToneZone } from '@effect-studio/schema/media/style-descriptor';
import type { ColourSamples } from './colour-samples.ts';

type ToneAndColour = Pick<
  StyleDescriptor,
  | 'key'
  | 'contrast'
  | 'lightnessQuantiles'
  | 'toneZones'
  | 'saturation'
  | 'temperature'
  | 'tint'
  | 'cast'
  | 'offCurve'
  | 'chromaMean'
  | 'chromaCovariance'
  | 'chromaQuantiles'
  | 'highlightChroma'
>;

const ZONES = 5;
const LIGHTNESS_RANKS = 65;
const CHROMA_RANKS = 33;
const CURVE_BINS = 12;
const HIGHLIGHT_SHARE = 3 / 64;

/** Rank 0..1 of a lightness among ascending quantiles. */
function rankOf(quantiles: readonly number[], lightness: number): number {
  const last = quantiles.length - 1;
  let low = 0;
  let high = last;
  if (lightness <= quantiles[0]!) return 0;
  if (lightness >= quantiles[last]!) return 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! <= lightness) low = middle;
    else high = middle;
  }
  const width = quantiles[high]! - quantiles[low]!;
  return (low + (width > 0 ? (lightness - quantiles[low]!) / width : 0)) / last;
}

/** Means around five evenly spaced ranks; a sample counts for the two nearest zones by closeness. */
function toneZonesOf(samples: ColourSamples, quantiles: readonly number[]): ToneZone[] {
  const sums = Array.from({ length: ZONES }, () => ({ lightness: 0, a: 0, b: 0, weight: 0 }));
  for (let i = 0; i < samples.lightness.length; i++) {
    const position = rankOf(quantiles, samples.lightness[i]!) * (ZONES - 1);
    const lower = Math.min(ZONES - 2, Math.floor(position));
    for (const [zone, weight] of [
      [lower, lower + 1 - position],
      [lower + 1, position - lower],
    ] as const) {
      const sum = sums[zone]!;
      sum.lightness += weight * samples.lightness[i]!;
      sum.a += weight * samples.a[i]!;
      sum.b += weight * samples.b[i]!;
      sum.weight += weight;
    }
  }
  const total = samples.lightness.length || 1;
  return sums.map((sum) => {
    const count = sum.weight || 1;
    return {
      lightness: clamp(sum.lightness / count),
      a: sum.a / count,
      b: sum.b / count,
      weight: sum.weight / total,
    };
  });
}

/** Mean distance from the mean chroma of equally light samples. */
function chromaOffCurve({ lightness, a, b }: ColourSamples): number {
  const bins = Array.from({ length: CURVE_BINS }, () => ({ a: 0, b: 0, count: 0 }));
  const binOf = (i: number) => bins[Math.min(CURVE_BINS - 1, Math.floor(clamp(lightness[i]!) * CURVE_BINS))]!;
  for (let i = 0; i < lightness.length; i++) {
    const bin = binOf(i);
    bin.a += a[i]!;
    bin.b += b[i]!;
    bin.count++;
  }
  let sum = 0;
  for (let i = 0; i < lightness.length; i++) {
    const bin = binOf(i);
    sum += Math.hypot(a[i]! - bin.a / bin.count, b[i]! - bin.b / bin.count);
  }
  return lightness.length === 0 ? 0 : sum / lightness.length;
}

/** Mean chroma of the samples that are at least this light. */
function highlightChromaOf({ lightness, a, b }: ColourSamples, from: number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < lightness.length; i++) {
    if (lightness[i]! < from) continue;
    sum += Math.hypot(a[i]!, b[i]!);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function covariance(x: Float32Array, y: Float32Array, meanX: number, meanY: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - meanX) * (y[i]! - meanY);
  return x.length === 0 ? 0 : sum / x.length;
}

/** Everything about a look that a colour lookup table can reproduce. */
export function measureToneAndColour(samples: ColourSamples): ToneAndColour {
  const { lightness, a, b } = samples;
  const lightnessQuantiles = evenQuantiles(lightness, LIGHTNESS_RANKS).map((value) => clamp(value));
  const meanA = mean(a);
  const meanB = mean(b);
  const ab = covariance(a, b, meanA, meanB);
  const at = (share: number) => lightnessQuantiles[Math.round(share * (LIGHTNESS_RANKS - 1))]!;
  return {
    key: at(0.5),
    contrast: at(0.95) - at(0.05),
    lightnessQuantiles,
    toneZones: toneZonesOf(samples, lightnessQuantiles),
    saturation: mean(a.map((value, i) => Math.hypot(value, b[i]!))),
    temperature: meanB,
    tint: meanA,
    cast: Math.hypot(meanA, meanB),
    offCurve: chromaOffCurve(samples),
    chromaMean: [meanA, meanB],
    chromaCovariance: [
      [covariance(a, a, meanA, meanA), ab],
      [ab, covariance(b, b, meanB, meanB)],
    ],
    highlightChroma: highlightChromaOf(samples, at(1 - HIGHLIGHT_SHARE)),
    chromaQuantiles: { a: evenQuantiles(a, CHROMA_RANKS), b: evenQuantiles(b, CHROMA_RANKS) },
  };
}
