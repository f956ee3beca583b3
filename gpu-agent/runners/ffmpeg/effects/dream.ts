import { tabulateLut } from '@effect-studio/media/look/lut';
import { oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { atFrameScale } from '../finishing.ts';
import { applyLut, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { liftToWorkingKey } from './key-lift.ts';

const settingsSchema = z.object({
  lutSize: z.int().min(2).max(129),
  /** Halos by size: one wide, or a narrow one besides. */
  halos: z.int().min(1).max(2),
  /** Share of the soft picture over the sharp one, 0–1. */
  softness: z.number().min(0).max(1),
  /** Frames that the soft picture trails; 1 for none. */
  trail: z.int().min(1).max(7),
});
export type DreamSettings = z.infer<typeof settingsSchema>;

const LUT_FILE = 'dream.cube';
const LIFT_SHARE = 0.45;
const LEAST_RANGE = 0.28;
/** Highlights begin at this share between the clip's median and its brightest. */
const HIGHLIGHT_SHARE = 0.3;
const HALO_OPACITY = 0.6;
const PASTEL_BLACK = 0.13;
const PASTEL_RANGE = 0.72;

/** Plans the dream: light that bleeds, a soft picture over a sharp one, pastel tones. */
export function planDream({ settings, example, footage, frame, folder }: PlanInput): RenderPlan {
  const { lutSize, halos, softness, trail } = settingsSchema.parse(settings);
  const full = `scale=${frame.width}:${frame.height}:flags=bicubic,format=gbrp`;
  const table = `${applyLut(folder, LUT_FILE)},format=gbrp`;
  const { from, to } = highlights(footage);
  const levels = `colorlevels=rimin=${from}:gimin=${from}:bimin=${from}:rimax=${to}:gimax=${to}:bimax=${to}`;
  const wide = filterNumber(Math.max(1.5, atFrameScale(frame, 7)));
  const narrow = filterNumber(Math.max(1, atFrameScale(frame, 3)));
  const soft = filterNumber(Math.max(1.5, atFrameScale(frame, 5)));
  const trailing = trail > 1 ? `tmix=frames=${trail},` : '';
  const branches = [
    'sharp',
    ...(softness > 0 ? ['softFrom'] : []),
    'wideFrom',
    ...(halos > 1 ? ['narrowFrom'] : []),
  ];
  const stages = [`[source]${table},split=${branches.length}${branches.map((name) => `[${name}]`).join('')}`];
  let last = 'sharp';
  const over = (name: string, mode: string, opacity: number) => {
    stages.push(
      `[${last}][${name}]blend=all_mode=${mode}:all_opacity=${filterNumber(opacity)},format=gbrp[with_${name}]`,
    );
    last = `with_${name}`;
  };
  if (softness > 0) {
    // Blurred small: what is soft needs no resolution.
    stages.push(`[softFrom]${trailing}scale=iw/2:ih/2:flags=area,gblur=sigma=${soft},${full}[soft]`);
    over('soft', 'normal', 1 - softness);
  }
  stages.push(
    `[wideFrom]scale=iw/4:ih/4:flags=area,${levels},gblur=sigma=${wide},colorchannelmixer=rr=1.06:gg=0.96:bb=0.98,${full}[wide]`,
  );
  over('wide', 'screen', HALO_OPACITY);
  if (halos > 1) {
    stages.push(`[narrowFrom]scale=iw/2:ih/2:flags=area,${levels},gblur=sigma=${narrow},${full}[narrow]`);
    over('narrow', 'screen', HALO_OPACITY / 2);
  }
  stages.push(`[${last}]null[styled]`);
  return {
    graph: stages.join(';'),
    luts: { [LUT_FILE]: pastelTable(example, footage, lutSize) },
    notes: [
      `light bleeds from ${filterNumber(100 * Number(from), 0)} % on, ${filterNumber(100 * softness, 0)} % soft`,
    ],
  };
}

/**
 * Encoded levels between which light begins to bleed and bleeds in full, after the pastel table. Relative to the clip: halos
 * of half the picture would wash it out, and a dim clip would have none.
 */
function highlights({ lightnessQuantiles, key }: StyleDescriptor): { from: string; to: string } {
  const brightest = toPastel(lightnessQuantiles[62] ?? 1);
  const middle = toPastel(key);
  // A narrower range would amplify the slightest cast into coloured light.
  const from = Math.min(brightest - LEAST_RANGE, middle + HIGHLIGHT_SHARE * (brightest - middle));
  return { from: filterNumber(Math.max(0.12, from), 3), to: filterNumber(Math.max(0.3, brightest), 3) };
}

const toPastel = (lightness: number) => PASTEL_BLACK + PASTEL_RANGE * lightness;

/** Lifted blacks, held-back whites that leave room for the light, a breath of the example's warmth. */
function pastelTable(example: StyleDescriptor, footage: StyleDescriptor, size: number) {
  const lift = liftToWorkingKey(footage, LIFT_SHARE);
  const warmth = Math.min(0.02, Math.max(-0.012, 0.006 + 0.3 * (example.temperature - footage.temperature)));
  return tabulateLut(size, (red, green, blue) => {
    const [lightness, a, b] = srgbToOklab(red, green, blue);
    const level = lift(lightness);
    return oklabToSrgbInGamut(toPastel(level), 1.08 * a + 0.006, 1.08 * b + warmth);
  });
}
