import { LOW_WIDTH } from '@effect-studio/media/frames/frames';
import { lumaOfRgb24 } from '@effect-studio/media/frames/luma';
import type { PictureArea } from '@effect-studio/media/frames/picture-area';
import { rgb24ToOklab } from '@effect-studio/media/look/oklab';
import { mean } from '@effect-studio/media/statistics';

/** OKLab of pixels taken evenly over time and picture. */
export interface ColourSamples {
  lightness: Float32Array;
  a: Float32Array;
  b: Float32Array;
}

const EVERY_NTH_PIXEL = 5;
/** Frames of a fade say nothing about the look. */
const BLACK_LUMA = 6;

/** The frames without the empty ones, unless all are. */
function litFrames(frames: readonly Uint8Array[]): readonly Uint8Array[] {
  const lit = frames.filter((rgb) => mean(lumaOfRgb24(rgb)) > BLACK_LUMA);
  return lit.length > 0 ? lit : frames;
}

function samplePixels(rgb: Uint8Array, area: PictureArea, into: number[]): void {
  // The offset differs by row, so that vertical edges are not sampled in step.
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left + (y % EVERY_NTH_PIXEL); x < area.right; x += EVERY_NTH_PIXEL) {
      const i = (y * LOW_WIDTH + x) * 3;
      into.push(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!);
    }
  }
}

/**
 * Takes about 90 000 samples of a clip's colours; the same frames give the same samples.
 * @param frames evenly spaced over the clip
 */
export function sampleColours(frames: readonly Uint8Array[], area: PictureArea): ColourSamples {
  const rgb: number[] = [];
  for (const frame of litFrames(frames)) samplePixels(frame, area, rgb);
  const oklab = rgb24ToOklab(Uint8Array.from(rgb));
  const channel = (offset: number) =>
    Float32Array.from({ length: oklab.length / 3 }, (_, i) => oklab[3 * i + offset]!);
  return { lightness: channel(0), a: channel(1), b: channel(2) };
}
