import { barShares, type PictureArea } from '@effect-studio/media/frames/picture-area';
import { measureBloom } from '@effect-studio/media/look/bloom';
import { measureSymmetry } from '@effect-studio/media/look/symmetry';
import { measureTears } from '@effect-studio/media/look/tears';
import { measureVignette } from '@effect-studio/media/look/vignette';
import { median, quantile } from '@effect-studio/media/statistics';
import { STYLE_DESCRIPTOR_VERSION, type StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { sampleColours } from './colour-samples.ts';
import type { NativeDetail } from './native-detail.ts';
import { paletteOf } from './palette.ts';
import { measureToneAndColour } from './tone-and-colour.ts';

/** What the look is measured on. */
export interface StyleMaterial {
  area: PictureArea;
  /** 160×90 RGB frames, evenly spaced over the clip. */
  frames: readonly Uint8Array[];
  /** Mean light of every pixel of 160×90 over time. */
  light: Float32Array;
  /** What a dozen frames at native size show. */
  native: readonly NativeDetail[];
  /** What was measured between frames. */
  movement: Pick<
    StyleDescriptor,
    'flicker' | 'duplicates' | 'motionEnergy' | 'cutsPerMinute' | 'paceVariation'
  >;
}

const LOUD_SHARE = 0.8;

/** Every second frame tells as much about shapes. */
const SHAPE_FRAMES_STEP = 2;

/** Measures the look of decoded frames. The same frames give the same descriptor. */
export function measureStyle(material: StyleMaterial): StyleDescriptor {
  const { area, frames, light, native, movement } = material;
  const samples = sampleColours(frames, area);
  const shapes = frames.filter((_, place) => place % SHAPE_FRAMES_STEP === 0);
  const typical = (of: (detail: NativeDetail) => number) => median(native.map(of));
  const loud = (of: (detail: NativeDetail) => number) => quantile(native.map(of), LOUD_SHARE);
  return {
    version: STYLE_DESCRIPTOR_VERSION,
    ...measureToneAndColour(samples),
    palette: paletteOf(samples),
    vignette: measureVignette(light, area),
    letterbox: barShares(area),
    // Medians, so that one blurred or empty frame does not speak for the clip.
    grain: typical(({ texture }) => texture.noise),
    sharpness: typical(({ texture }) => texture.sharpness),
    edgeHardness: typical(({ texture }) => texture.edgeHardness),
    edgeStrength: typical(({ texture }) => texture.edgeStrength),
    flatness: typical(({ texture }) => texture.flatness),
    // Bursts of faults are what broken streams show: the frames that show most speak for the clip.
    blockiness: loud(({ blockiness }) => blockiness),
    channelShift: loud(({ channelShift }) => channelShift),
    posterisation: typical(({ posterisation }) => posterisation),
    tears: measureTears(shapes, area),
    bloom: measureBloom(shapes, area),
    symmetry: measureSymmetry(shapes, area),
    ...movement,
  };
}
