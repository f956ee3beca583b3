import { filterNumber } from '../filter-text.ts';
import { atFrameScale } from '../finishing.ts';
import type { FrameSize } from '../render-plan.ts';

/** Red-orange glow around highlights: light scattered back from the film base. Pads in yuv420p. */
export function halation(from: string, to: string, frame: FrameSize): string {
  const blur = filterNumber(Math.max(1, atFrameScale(frame, 7)));
  return [
    `[${from}]split[${to}Sharp][${to}Light]`,
    `[${to}Light]scale=iw/4:ih/4:flags=area,format=gbrp,colorlevels=rimin=0.62:gimin=0.68:bimin=0.74,gblur=sigma=${blur},colorchannelmixer=rr=1:gg=0.42:bb=0.18,format=yuv420p,scale=${frame.width}:${frame.height}:flags=bicubic[${to}Glow]`,
    // Light is screened on, its colour added.
    `[${to}Sharp][${to}Glow]blend=c0_mode=screen:c0_opacity=0.5:c1_mode=grainmerge:c1_opacity=0.2:c2_mode=grainmerge:c2_opacity=0.2,format=yuv420p[${to}]`,
  ].join(';');
}

/**
 * Dust and scratches: rare specks of thresholded noise at a sixth of the frame's size, dark for
 * dust, light columns that fade over a few frames for
 * scratches. Every branch keeps the frames' own timestamps, whatever the clip's rate. Pads in yuv420p.
 */
export function filmDamage(
  from: string,
  to: string,
  options: { frame: FrameSize; seed: number; intensity: number },
): string {
  const { frame } = options;
  const seed = options.seed % 2 ** 31;
  const full = `scale=${frame.width}:${frame.height}:flags=bicubic`;
  const neutral = (width: number, height: number) =>
    `scale=${width}:${height}:flags=neighbor,format=gray,lutyuv=y=128`;
  const small = (pixels: number) => Math.max(8, Math.round(pixels / 6));
  return [
    `[${from}]split=3[${to}Picture][${to}DustBase][${to}ScratchBase]`,
    `[${to}DustBase]${neutral(small(frame.width), small(frame.height))},noise=c0s=60:c0f=t:all_seed=${seed},lutyuv=y='if(gt(val,250),0,255)',format=gray,gblur=sigma=0.8,lutyuv=y='clip(255-(255-val)*3,0,255)',${full},format=yuv420p[${to}Dust]`,
    `[${to}ScratchBase]${neutral(small(frame.width), 2)},noise=c0s=60:c0f=t:all_seed=${seed + 1},lutyuv=y='if(gt(val,246),255,0)',format=gray,lagfun=decay=0.85,${full},format=yuv420p[${to}Scratch]`,
    `[${to}Picture][${to}Dust]blend=c0_mode=multiply:c0_opacity=${filterNumber(0.55 * Math.min(1, options.intensity))}[${to}Dusty]`,
    `[${to}Dusty][${to}Scratch]blend=c0_mode=screen:c0_opacity=${filterNumber(0.16 * Math.min(1, options.intensity))}[${to}]`,
  ].join(';');
}
