import type { SampleLooks } from '../plan-digest.ts';
import { lookOf } from './measure-look.ts';

const pixels = (of: (share: number) => [lightness: number, a: number, b: number]): Float32Array =>
  Float32Array.from(Array.from({ length: 200 }, (_, index) => of(index / 199)).flat());

/** Descriptors that never change: what is compared with them must be the same for years. */
export const SAMPLE_LOOKS: SampleLooks = {
  dull: {
    ...lookOf(pixels((share) => [0.1 + 0.4 * share, 0.01 * share, -0.02])),
    ...{ grain: 1, vignette: 0.1, edgeStrength: 12 },
  },
  vivid: {
    ...lookOf(pixels((share) => [share, 0.12 * Math.sin(6 * share), 0.1 * share - 0.04])),
    ...{ grain: 5, vignette: 0.4, edgeStrength: 40, bloom: 0.5, highlightChroma: 0.05 },
  },
};
