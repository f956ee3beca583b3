import { LOW_WIDTH } from '../frames/frames.ts';
import { lumaOfRgb24 } from '../frames/luma.ts';
import type { PictureArea } from '../frames/picture-area.ts';

const REACH = 14;
/** Slanted edges continue a pixel or two aside; a torn picture jumps. */
const LEAST_JUMP = 3;
/** Rows that continue each other in place this well are whole, mean difference in 8-bit steps. */
const CONTINUES = 7;
/** How much better the shifted row has to continue the one above. */
const BETTER_SHARE = 0.6;
/** A frame with this many jumps is torn. */
const TORN_FROM = 2;

function rowDifference(
  luma: Float32Array,
  above: number,
  below: number,
  shift: number,
  width: number,
): number {
  let sum = 0;
  const from = Math.max(0, -shift);
  const to = Math.min(width, width - shift);
  for (let x = from; x < to; x++) sum += Math.abs(luma[above + x]! - luma[below + x + shift]!);
  return sum / (to - from);
}

/** Rows of a frame that only continue the row above when they are moved aside. */
function jumpsIn(rgb: Uint8Array, area: PictureArea): number {
  const luma = lumaOfRgb24(rgb);
  const width = area.right - area.left;
  let jumps = 0;
  for (let y = area.top + 1; y < area.bottom; y++) {
    const above = (y - 1) * LOW_WIDTH + area.left;
    const below = y * LOW_WIDTH + area.left;
    const inPlace = rowDifference(luma, above, below, 0, width);
    if (inPlace < CONTINUES) continue;
    for (let shift = LEAST_JUMP; shift <= REACH; shift++) {
      const aside = Math.min(
        rowDifference(luma, above, below, shift, width),
        rowDifference(luma, above, below, -shift, width),
      );
      if (aside > BETTER_SHARE * inPlace) continue;
      jumps++;
      break;
    }
  }
  return jumps;
}

/** Share of frames in which bands of the picture are displaced sideways, as faulty tapes and streams do it. */
export function measureTears(frames: readonly Uint8Array[], area: PictureArea): number {
  const torn = frames.filter((rgb) => jumpsIn(rgb, area) >= TORN_FROM).length;
  return frames.length === 0 ? 0 : torn / frames.length;
}
