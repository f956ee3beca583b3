import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { filterNumber } from './filter-text.ts';
import type { FrameSize } from './render-plan.ts';

const REFERENCE_HEIGHT = 720;
const MAX_NOISE_STRENGTH = 100;
// Measured at 720 lines: true σ is 0.17 per unit of strength, Immerkær's estimate (which misses the
// coarser part of blurred grain) 0.10. Between them grain neither looks nor measures far off.
const GRAIN_SIGMA_PER_STRENGTH = 0.127;
// Vignettes are measured in linear light and drawn on encoded values: cos⁴ raised to about 2.2.
const VIGNETTE_EXPONENT = 4 * 2.2;

/** Lengths that look alike on every size of frame: pixels at 720 lines to pixels of this frame. */
export function atFrameScale(frame: FrameSize, pixelsAt720: number): number {
  return (pixelsAt720 * Math.min(frame.width, frame.height)) / REFERENCE_HEIGHT;
}

/**
 * Film grain: blurred noise laid over luma by soft light, so that deep black and white stay clean.
 * Between pads; needs `[from]` in yuv420p and leaves `[to]` so.
 * @param sigma luma σ at mid grey, 8-bit steps, up to about 12
 */
export function filmGrain(
  from: string,
  to: string,
  options: { sigma: number; frame: FrameSize; seed: number },
): string {
  const strength = Math.min(MAX_NOISE_STRENGTH, Math.round(options.sigma / GRAIN_SIGMA_PER_STRENGTH));
  const sizeSigma = Math.max(0.5, atFrameScale(options.frame, 0.6));
  // 131: rounding inside noise, blur and soft light takes three steps, which would dim the picture.
  return [
    `[${from}]split[${to}Clean][${to}Flat]`,
    `[${to}Flat]lutyuv=y=131:u=128:v=128,noise=c0s=${strength}:c0f=t:all_seed=${options.seed % 2 ** 31},gblur=sigma=${filterNumber(sizeSigma)}:planes=1,format=yuv420p[${to}Grain]`,
    `[${to}Clean][${to}Grain]blend=c0_mode=softlight[${to}]`,
  ].join(';');
}

/** The `vignette` filter whose corners lose `fall` (0–1) of their linear light. */
export function vignette(fall: number): string {
  const angle = Math.acos((1 - Math.min(0.9, Math.max(0, fall))) ** (1 / VIGNETTE_EXPONENT));
  return `vignette=angle=${filterNumber(angle)}`;
}

/** Light that the footage's corners still have to lose to fall off like the example's, 0–1. */
export function missingVignette(example: StyleDescriptor, footage: StyleDescriptor): number {
  return Math.max(0, 1 - (1 - example.vignette) / Math.max(0.05, 1 - footage.vignette));
}

/** Grain σ that added to the footage's gives the example's, 8-bit steps; variances add. */
export function missingGrain(example: StyleDescriptor, footage: StyleDescriptor): number {
  return Math.sqrt(Math.max(0, example.grain ** 2 - footage.grain ** 2));
}
