import type { FrameSize } from '../render-plan.ts';

/**
 * Side on which motion is searched: it costs by the pixel. Against true frames that were left out, 480 is as good as 640 and
 * 240 is plainly worse; searching both ways from the new frame (`bilat`) is as good as from the given ones at half the cost.
 */
const MOTION_LONG_SIDE = 480;

/** The size at which motion is searched; the frame's own where that is smaller. @param share of the usual side */
export function motionSize({ width, height }: FrameSize, share = 1): FrameSize {
  const scale = Math.min(1, (share * MOTION_LONG_SIDE) / Math.max(width, height));
  const even = (side: number) => Math.max(16, 2 * Math.round((side * scale) / 2));
  return scale === 1 ? { width, height } : { width: even(width), height: even(height) };
}

/** Makes frames of a rate by following what moves. */
export const followingMotion = (rate: string): string =>
  `minterpolate=fps=${rate}:mi_mode=mci:mc_mode=obmc:me_mode=bilat:me=epzs:search_param=16:scd=fdiff`;

/** Options of `framerate` by which every new frame is mixed from its neighbours, but for changes of scene. */
export const MIXING_FRAMES = 'interp_start=0:interp_end=255:scene=12';
