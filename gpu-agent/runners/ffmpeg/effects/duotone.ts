import { tabulateLut } from '@effect-studio/media/look/lut';
import { type Oklab, oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { filmGrain } from '../finishing.ts';
import { applyLut, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { readWish } from '../wish.ts';
import { type DuotoneColours, duotoneColours } from './duotone-colours.ts';
import { hexToOklab, oklabToHex } from './inks.ts';
import { liftToWorkingKey } from './key-lift.ts';

const settingsSchema = z.object({
  /** `luma-curves` maps grey levels channel by channel in 8 bits; `oklab-table` maps perceived lightness in 16. */
  mapping: z.enum(['luma-curves', 'oklab-table']),
  /** Local contrast given back to what one ink swallows, 0–1. */
  localContrast: z.number().min(0).max(1),
  /** Grain that breaks up gradients, luma σ in 8-bit steps; 0 for none. */
  grainSigma: z.number().min(0).max(6),
});
export type DuotoneSettings = z.infer<typeof settingsSchema>;

const LUT_FILE = 'duotone.cube';
const LUT_SIZE = 33;
const CURVE_POINTS = 17;
const LIFT_SHARE = 0.8;

/** Plans the duotone: lightness becomes a walk in OKLab from one ink to the other. */
export function planDuotone({
  settings,
  parameters,
  example,
  footage,
  frame,
  seed,
  folder,
}: PlanInput): RenderPlan {
  const { mapping, localContrast, grainSigma } = settingsSchema.parse(settings);
  const wish = readWish(parameters);
  const found = duotoneColours(example);
  const colours: DuotoneColours = {
    shadow: wish.shadowColour ? hexToOklab(wish.shadowColour) : found.shadow,
    highlight: wish.highlightColour ? hexToOklab(wish.highlightColour) : found.highlight,
  };
  const lift = liftToWorkingKey(footage, LIFT_SHARE);
  const colourAt = (lightness: number) => oklabToSrgbInGamut(...between(colours, lift(lightness)));
  const notes = [`inks ${oklabToHex(colours.shadow)} and ${oklabToHex(colours.highlight)}`];

  if (mapping === 'luma-curves')
    return { graph: `[source]format=gray,format=gbrp,${greyCurves(colourAt)}[styled]`, luts: {}, notes };

  const lut = tabulateLut(LUT_SIZE, (red, green, blue) => colourAt(srgbToOklab(red, green, blue)[0]));
  const table = `${applyLut(folder, LUT_FILE)},scale=flags=bicubic+accurate_rnd,format=yuv420p`;
  if (localContrast === 0 && grainSigma === 0)
    return { graph: `[source]${table}[styled]`, luts: { [LUT_FILE]: lut }, notes };
  return {
    graph: [
      '[source]format=yuv420p,split=3[whole][detailFrom][broad]',
      `[broad]scale=iw/4:ih/4:flags=area,gblur=sigma=${filterNumber(Math.max(2, frame.height / 50))},scale=${frame.width}:${frame.height}:flags=bicubic,format=yuv420p[surround]`,
      '[detailFrom][surround]blend=c0_mode=grainextract,format=yuv420p[detail]',
      `[whole][detail]blend=c0_mode=grainmerge:c0_opacity=${filterNumber(localContrast)},format=yuv420p,${table}[toned]`,
      filmGrain('toned', 'styled', { sigma: grainSigma, frame, seed }),
    ].join(';'),
    luts: { [LUT_FILE]: lut },
    notes,
  };
}

function between({ shadow, highlight }: DuotoneColours, share: number): Oklab {
  return [
    shadow[0] + share * (highlight[0] - shadow[0]),
    shadow[1] + share * (highlight[1] - shadow[1]),
    shadow[2] + share * (highlight[2] - shadow[2]),
  ];
}

/** The `curves` filter that colours a grey picture. */
function greyCurves(colourAt: (lightness: number) => readonly number[]): string {
  const points = Array.from({ length: CURVE_POINTS }, (_, i) => {
    const level = i / (CURVE_POINTS - 1);
    return { level, colour: colourAt(srgbToOklab(level, level, level)[0]) };
  });
  const curve = (channel: number) =>
    points.map(({ level, colour }) => `${filterNumber(level)}/${filterNumber(colour[channel]!)}`).join(' ');
  return `curves=interp=pchip:r='${curve(0)}':g='${curve(1)}':b='${curve(2)}'`;
}
