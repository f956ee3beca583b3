import type { ClipFrames } from '@effect-studio/media/frames/frames';
import { lumaOfRgb24, meanAbsoluteDifference } from '@effect-studio/media/frames/luma';
import { findPictureArea } from '@effect-studio/media/frames/picture-area';
import { textureOf } from '@effect-studio/media/frames/texture';
import { measureBloom } from '@effect-studio/media/look/bloom';
import { measureFilmMotion } from '@effect-studio/media/look/film-motion';
import { posterisationOf } from '@effect-studio/media/look/posterisation';
import { measureSymmetry } from '@effect-studio/media/look/symmetry';
import { measureTears } from '@effect-studio/media/look/tears';
import { LightMap, measureVignette } from '@effect-studio/media/look/vignette';
import { clamp, mean, median } from '@effect-studio/media/statistics';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

/** The parts of a style descriptor that are no colours. */
export type TextureLook = Pick<
  StyleDescriptor,
  'grain' | 'sharpness' | 'vignette' | 'flicker' | 'posterisation' | 'bloom' | 'symmetry' | 'tears'
>;

/** A difference of this much in each is plain to see. */
const PLAIN: Readonly<Record<keyof TextureLook, number>> = {
  grain: 2.5,
  sharpness: 0.5,
  vignette: 0.3,
  flicker: 3,
  posterisation: 0.15,
  bloom: 0.3,
  symmetry: 0.6,
  tears: 0.3,
};
const SHAPE_FRAMES = 12;

/** Texture of decoded frames; needs some native ones. */
export function textureLookOf(clip: ClipFrames): TextureLook {
  const area = findPictureArea(clip.low);
  const light = new LightMap();
  for (const rgb of clip.low) light.add(rgb);
  const step = Math.max(1, Math.floor(clip.low.length / SHAPE_FRAMES));
  const shapes = clip.low.filter((_, i) => i % step === 0);
  const luma = clip.low.map(lumaOfRgb24);
  const steps = luma.slice(1).map((frame, i) => meanAbsoluteDifference(luma[i]!, frame));
  const textures = clip.native.map(({ grey }) => textureOf(grey, clip.nativeWidth, clip.nativeHeight, 2));
  return {
    grain: median(textures.map(({ noise }) => noise)),
    sharpness: median(textures.map(({ sharpness }) => sharpness)),
    posterisation: median(clip.native.map(({ grey }) => posterisationOf(grey))),
    vignette: measureVignette(light.mean(), area),
    flicker: measureFilmMotion(luma.map(mean), steps).flicker,
    bloom: measureBloom(shapes, area),
    symmetry: measureSymmetry(shapes, area),
    tears: measureTears(shapes, area),
  };
}

/** How far apart two textures are: the mean over parts of the share of a plain difference, 0..1. */
export function textureDistance(one: TextureLook, other: TextureLook): number {
  const parts = Object.keys(PLAIN) as (keyof TextureLook)[];
  return mean(parts.map((part) => clamp(Math.abs(one[part] - other[part]) / PLAIN[part])));
}
