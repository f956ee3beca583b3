import { type ClipFrames, LOW_HEIGHT, LOW_WIDTH } from '@effect-studio/media/frames';
import { barShares, findPictureArea, type PictureArea } from '@effect-studio/media/picture-area';
import { median } from '@effect-studio/media/statistics';
import { type Texture, textureOf } from '@effect-studio/media/texture';
import { STYLE_DESCRIPTOR_VERSION, type StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { sampleColours } from './colour-samples.ts';
import { measureFilmMotion } from './film-motion.ts';
import { paletteOf } from './palette.ts';
import type { Thumbnail } from './thumbnail.ts';
import { measureToneAndColour } from './tone-and-colour.ts';
import { measureVignette } from './vignette.ts';

/** Copies the picture area, scaled up to native size, out of a native frame. */
function cropNative(clip: ClipFrames, grey: Uint8Array, area: PictureArea) {
  const left = Math.ceil((area.left * clip.nativeWidth) / LOW_WIDTH);
  const right = Math.floor((area.right * clip.nativeWidth) / LOW_WIDTH);
  const top = Math.ceil((area.top * clip.nativeHeight) / LOW_HEIGHT);
  const bottom = Math.floor((area.bottom * clip.nativeHeight) / LOW_HEIGHT);
  const [width, height] = [right - left, bottom - top];
  const cropped = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * clip.nativeWidth + left;
    cropped.set(grey.subarray(from, from + width), y * width);
  }
  return { cropped, width, height };
}

/** Medians over the native frames, so that one blurred or empty frame does not speak for the clip. */
function medianTexture(clip: ClipFrames, area: PictureArea): Texture {
  const textures = clip.native.map(({ grey }) => {
    const { cropped, width, height } = cropNative(clip, grey, area);
    return textureOf(cropped, width, height);
  });
  const of = (key: keyof Texture) => median(textures.map((texture) => texture[key]));
  return {
    noise: of('noise'),
    sharpness: of('sharpness'),
    edgeHardness: of('edgeHardness'),
    edgeStrength: of('edgeStrength'),
    flatness: of('flatness'),
  };
}

/** Measures the look of decoded frames. The same frames give the same descriptor. */
export function measureStyle(
  clip: ClipFrames,
  thumbnails: readonly Thumbnail[],
  movement: { motionEnergy: number; cutsPerMinute: number },
): StyleDescriptor {
  const area = findPictureArea(clip.low);
  const samples = sampleColours(clip.low, area);
  const texture = medianTexture(clip, area);
  return {
    version: STYLE_DESCRIPTOR_VERSION,
    ...measureToneAndColour(samples),
    palette: paletteOf(samples),
    vignette: measureVignette(clip.low, area),
    letterbox: barShares(area),
    ...measureFilmMotion(thumbnails),
    grain: texture.noise,
    sharpness: texture.sharpness,
    edgeHardness: texture.edgeHardness,
    edgeStrength: texture.edgeStrength,
    flatness: texture.flatness,
    ...movement,
  };
}
