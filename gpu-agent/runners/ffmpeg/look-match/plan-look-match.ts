import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { filmGrain, missingGrain, missingVignette, vignette } from '../finishing.ts';
import { applyLut, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { readWish } from '../wish.ts';
import { buildLookMatchLut } from './look-match-lut.ts';
import { toneStrengthFor } from './tone-strength.ts';

const settingsSchema = z.object({
  lutSize: z.int().min(2).max(129),
  /** Share of the colour change withheld from skin, where the wish does not say. */
  skinProtection: z.number().min(0).max(1),
  /** Whether grain, vignette and noise follow the example too. */
  finishing: z.boolean(),
});
export type LookMatchSettings = z.infer<typeof settingsSchema>;

/** Below this the table would be the identity and its slope could not be scaled. */
const LEAST_STRENGTH = 0.05;
/** What a wish to keep skin withholds of the colour change. */
const ASKED_SKIN_PROTECTION = 0.9;

const LUT_FILE = 'look.cube';
const LEAST_GRAIN = 1.2;
const MOST_GRAIN = 8;
const LEAST_VIGNETTE = 0.12;
const MOST_VIGNETTE = 0.5;
const NOISE_MARGIN = 1.2;

/** Plans the look match: one colour table, and for the fine workflow the example's texture. */
export function planLookMatch({
  settings,
  parameters,
  example,
  footage,
  frame,
  seed,
  folder,
}: PlanInput): RenderPlan {
  const { lutSize, skinProtection, finishing } = settingsSchema.parse(settings);
  const wish = readWish(parameters);
  const strength = Math.max(LEAST_STRENGTH, wish.strength ?? 1);
  const skin = wish.protectSkin === undefined ? skinProtection : wish.protectSkin ? ASKED_SKIN_PROTECTION : 0;
  const look = buildLookMatchLut(
    footage,
    example,
    { tone: strength * toneStrengthFor(footage, example), colour: strength, skinProtection: skin },
    lutSize,
  );
  const notes = [
    `tone ${filterNumber(look.toneStrength, 2)}, colour ${filterNumber(strength, 2)}, steepest slope ${filterNumber(look.slope.steepest, 2)}`,
  ];
  const luts = { [LUT_FILE]: look.lut };
  const colour = applyLut(folder, LUT_FILE);
  if (!finishing) return { graph: `[source]${colour}[styled]`, luts, notes };

  const chain = [colour, 'scale=flags=bicubic+accurate_rnd', 'format=yuv420p'];
  const noise = footage.grain - example.grain;
  if (noise > NOISE_MARGIN) {
    chain.unshift(denoise(noise));
    notes.push(`noise of the footage reduced by about ${filterNumber(noise, 1)} steps`);
  }
  const fall = Math.min(MOST_VIGNETTE, missingVignette(example, footage));
  if (fall > LEAST_VIGNETTE) {
    chain.push(vignette(fall), 'format=yuv420p');
    notes.push(`corners darkened by ${filterNumber(100 * fall, 0)} %`);
  }
  const sigma = Math.min(MOST_GRAIN, missingGrain(example, footage));
  if (sigma < LEAST_GRAIN) return { graph: `[source]${chain.join(',')}[styled]`, luts, notes };
  notes.push(`grain of ${filterNumber(sigma, 1)} steps added`);
  return {
    graph: `[source]${chain.join(',')}[clean];${filmGrain('clean', 'styled', { sigma, frame, seed })}`,
    luts,
    notes,
  };
}

/** Gentle spatial and temporal denoising for noise of `sigma` 8-bit steps. */
function denoise(sigma: number): string {
  const spatial = Math.min(4, sigma);
  return `hqdn3d=${[spatial, 0.8 * spatial, 1.5 * spatial, 1.2 * spatial].map((v) => filterNumber(v, 2)).join(':')}`;
}
