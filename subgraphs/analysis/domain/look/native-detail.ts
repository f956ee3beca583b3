import { blockinessOf } from '@effect-studio/media/frames/blockiness';
import { LOW_HEIGHT, LOW_WIDTH } from '@effect-studio/media/frames/frames';
import type { PictureArea } from '@effect-studio/media/frames/picture-area';
import { type Texture, textureOf } from '@effect-studio/media/frames/texture';
import { posterisationOf } from '@effect-studio/media/look/posterisation';
import { channelShiftOf } from './channel-shift.ts';

/** A packed 8-bit RGB picture at native size. */
export interface NativeFrame {
  rgb: Uint8Array;
  width: number;
  height: number;
}

/** What one frame at native size shows of grain, edges and faults. */
export interface NativeDetail {
  texture: Texture;
  blockiness: number;
  channelShift: number;
  posterisation: number;
}

/** From this many pixels on a quarter of the blocks tells the same. */
const LARGE_PIXELS = 400_000;

const BLOCK_LINES = 11;

/** Full-range luma of the picture between the bars. */
function greyInside({ rgb, width, height }: NativeFrame, area: PictureArea) {
  const left = Math.ceil((area.left * width) / LOW_WIDTH);
  const right = Math.floor((area.right * width) / LOW_WIDTH);
  const top = Math.ceil((area.top * height) / LOW_HEIGHT);
  const bottom = Math.floor((area.bottom * height) / LOW_HEIGHT);
  const grey = new Uint8Array((right - left) * (bottom - top));
  for (let y = top, to = 0; y < bottom; y++) {
    for (let x = left, i = (y * width + left) * 3; x < right; x++, i += 3, to++) {
      // BT.709 weights in 16 bits: a multiplication by fractions would take three times as long.
      grey[to] = (13_933 * rgb[i]! + 46_871 * rgb[i + 1]! + 4_732 * rgb[i + 2]! + 32_768) >> 16;
    }
  }
  return { grey, width: right - left, height: bottom - top };
}

/** Looks closely at one frame, between its black bars. */
export function nativeDetail(frame: NativeFrame, area: PictureArea): NativeDetail {
  const { grey, width, height } = greyInside(frame, area);
  return {
    texture: textureOf(grey, width, height, width * height > LARGE_PIXELS ? 2 : 1),
    blockiness: blockinessOf(grey, width, height, BLOCK_LINES),
    channelShift: channelShiftOf(frame),
    posterisation: posterisationOf(grey),
  };
}
