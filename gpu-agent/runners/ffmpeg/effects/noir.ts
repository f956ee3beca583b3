import { tabulateLut } from '@effect-studio/media/look/lut';
import { oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { atFrameScale, filmGrain, vignette } from '../finishing.ts';
import { applyLut, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { liftToWorkingKey } from './key-lift.ts';

const settingsSchema = z.object({
  lutSize: z.int().min(2).max(129),
  /** Local contrast, 0–1: what colour told apart, light has to tell apart now. */
  localContrast: z.number().min(0).max(1),
  /** Halos around lamps and highlights, 0–1. */
  halation: z.number().min(0).max(1),
  /** Film grain, luma σ in 8-bit steps; 0 for none. */
  grainSigma: z.number().min(0).max(8),
});
export type NoirSettings = z.infer<typeof settingsSchema>;

const LUT_FILE = 'noir.cube';
/** Dark clips are lifted most of the way first, or the hard curve would leave nothing of them. */
const LIFT_SHARE = 0.9;
const CORNER_FALL = 0.5;
const DEEPEST = 0.04;
const SILVER_WARMTH = 0.004;

/** Plans noir: silver on black, hard light, deep corners. */
export function planNoir({ settings, footage, frame, seed, folder }: PlanInput): RenderPlan {
  const { lutSize, localContrast, halation, grainSigma } = settingsSchema.parse(settings);
  const luts = { [LUT_FILE]: silverTable(footage, lutSize) };
  const table = `${applyLut(folder, LUT_FILE)},scale=flags=bicubic+accurate_rnd,format=yuv420p`;
  const notes = [`black and white at hard light, grain of ${filterNumber(grainSigma, 1)} steps`];
  const corners = `${vignette(CORNER_FALL)},format=yuv420p`;
  if (localContrast === 0 && halation === 0)
    return { graph: `[source]${table},${corners}[styled]`, luts, notes };

  const broad = filterNumber(Math.max(2, frame.height / 45));
  const glow = filterNumber(Math.max(1, atFrameScale(frame, 6)));
  const full = `scale=${frame.width}:${frame.height}:flags=bicubic,format=yuv420p`;
  const stages = [
    `[source]${table},split=3[whole][detailFrom][broad]`,
    `[broad]scale=iw/4:ih/4:flags=area,gblur=sigma=${broad},${full}[surround]`,
    '[detailFrom][surround]blend=c0_mode=grainextract,format=yuv420p[detail]',
    `[whole][detail]blend=c0_mode=grainmerge:c0_opacity=${filterNumber(localContrast)},format=yuv420p[clear]`,
  ];
  let last = 'clear';
  if (halation > 0) {
    stages.push(
      '[clear]split[sharp][lamps]',
      `[lamps]scale=iw/4:ih/4:flags=area,lutyuv=y='clip((val-165)*2.2,0,255)',format=yuv420p,gblur=sigma=${glow},${full}[halo]`,
      `[sharp][halo]blend=c0_mode=screen:c0_opacity=${filterNumber(halation)},format=yuv420p[lit]`,
    );
    last = 'lit';
  }
  stages.push(`[${last}]${corners}[cornered]`);
  if (grainSigma > 0) stages.push(filmGrain('cornered', 'styled', { sigma: grainSigma, frame, seed }));
  else stages.push('[cornered]null[styled]');
  return { graph: stages.join(';'), luts, notes };
}

/** Lightness with reds a little brighter, as panchromatic film with a yellow filter sees them, through a hard curve. */
function silverTable(footage: StyleDescriptor, size: number) {
  const lift = liftToWorkingKey(footage, LIFT_SHARE);
  return tabulateLut(size, (red, green, blue) => {
    const [lightness, a, b] = srgbToOklab(red, green, blue);
    const seen = Math.min(1, Math.max(0, lightness + 0.25 * Math.max(0, a) + 0.18 * b));
    const level = hardLight(lift(seen));
    return oklabToSrgbInGamut(DEEPEST + (0.985 - DEEPEST) * level, 0, SILVER_WARMTH * level);
  });
}

/** An S of slope two in the middle whose ends arrive softly: no clipped faces, no crushed coats. */
function hardLight(level: number): number {
  const smooth = level * level * level * (level * (6 * level - 15) + 10);
  return 0.4 * level + 0.6 * smooth;
}
