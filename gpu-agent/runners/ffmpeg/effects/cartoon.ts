import { tabulateLut } from '@effect-studio/media/look/lut';
import { oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { atFrameScale } from '../finishing.ts';
import { applyLut, type FrameSize, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { liftToWorkingKey } from './key-lift.ts';

const settingsSchema = z.object({
  /** Side of the picture that is painted, as a share of the frame's. */
  paintScale: z.number().min(0.25).max(1),
  /** Passes of edge-keeping smoothing. */
  smoothingPasses: z.int().min(1).max(4),
  /** Whether ink lines are steadied over three frames, so that they do not boil. */
  steadyLines: z.boolean(),
  /** Whether fine lines are drawn besides the bold ones. */
  fineLines: z.boolean(),
  /** Steps of lightness. */
  tones: z.int().min(3).max(16),
});
export type CartoonSettings = z.infer<typeof settingsSchema>;

/** Darkness of ink lines, 0–1. */
const LINE_STRENGTH = 0.85;

const LUT_FILE = 'paint.cube';
// Fine enough to carry soft steps.
const LUT_SIZE = 65;
const LIFT_SHARE = 0.85;
// Keeps pale skies off the last step, which is paper white.
const MOST_LIGHT = 0.96;
/** Clips this sharp need no wider pen; softer ones have edges that are as wide as they are soft. */
const SHARP = 0.9;
const WIDEST_PEN = 1.7;

/** Plans the cartoon: flat paint in few tones under drawn lines. */
export function planCartoon({ settings, example, footage, frame, folder }: PlanInput): RenderPlan {
  const { paintScale, smoothingPasses, steadyLines, fineLines, tones } = settingsSchema.parse(settings);
  const vividness = clamp(example.saturation / Math.max(0.03, footage.saturation), 1.2, 1.65);
  const painted = {
    width: evenly(frame.width * paintScale),
    height: evenly(frame.height * paintScale),
  };
  const smoothing = Array(smoothingPasses)
    .fill(`bilateral=sigmaS=${filterNumber(Math.max(2, atFrameScale(painted, 9)))}:sigmaR=0.09:planes=7`)
    .join(',');
  const pen = clamp(SHARP / Math.max(0.1, footage.sharpness), 1, WIDEST_PEN);
  const stages = [
    '[source]format=yuv420p,split[paintFrom][lineFrom]',
    `[paintFrom]scale=${painted.width}:${painted.height}:flags=area,${smoothing},scale=${frame.width}:${frame.height}:flags=bicubic,${applyLut(folder, LUT_FILE)},scale=flags=bicubic+accurate_rnd,format=yuv420p[paint]`,
  ];
  const steady = steadyLines ? "tmix=frames=3:weights='1 2 6'," : '';
  if (fineLines) {
    stages.push(
      `[lineFrom]${steady}split[boldFrom][fineFrom]`,
      inkLines('boldFrom', 'bold', frame, footage, 1.5 * pen),
      inkLines('fineFrom', 'fine', frame, footage, 0.8 * pen),
      '[bold][fine]blend=c0_mode=darken,format=yuv420p[lines]',
    );
  } else {
    stages.push(
      `[lineFrom]${steady}null[boldFrom]`,
      inkLines('boldFrom', 'lines', frame, footage, 1.3 * pen),
    );
  }
  stages.push(`[paint][lines]blend=c0_mode=multiply:c0_opacity=${filterNumber(LINE_STRENGTH)}[styled]`);
  return {
    graph: stages.join(';'),
    luts: { [LUT_FILE]: paintTable(footage, tones, vividness) },
    notes: [`${tones} tones, colours ×${filterNumber(vividness, 2)}, pen ×${filterNumber(pen, 1)}`],
  };
}

/**
 * Dark lines on white where a narrow blur is darker than a wide one (difference of Gaussians; Winnemöller 2006).
 * The threshold follows the clip: its strongest edges are inked, its grain is not.
 * @param width of the pen, pixels at 720 lines
 */
function inkLines(
  from: string,
  to: string,
  frame: FrameSize,
  footage: StyleDescriptor,
  width: number,
): string {
  const narrow = Math.max(0.6, atFrameScale(frame, width));
  const wide = filterNumber(1.7 * narrow);
  const noise = (0.55 * footage.grain) / narrow;
  const threshold = clamp(0.045 * footage.edgeStrength, 0.7, 2.6) + noise;
  // Full black within this many steps beyond the threshold.
  const softness = clamp(0.16 * footage.edgeStrength, 2, 7);
  return [
    `[${from}]split[${to}A][${to}B]`,
    `[${to}A]gblur=sigma=${filterNumber(narrow)}:planes=1[${to}Narrow]`,
    `[${to}B]gblur=sigma=${wide}:planes=1[${to}Wide]`,
    `[${to}Narrow][${to}Wide]blend=c0_mode=grainextract,lutyuv=y='clip(255-(128-${filterNumber(threshold)}-val)*${filterNumber(255 / softness, 1)},0,255)',format=yuv420p,gblur=sigma=0.7:planes=1[${to}]`,
  ].join(';');
}

/** Lightness in soft steps and livelier colour; soft, because hard steps crawl along gradients. */
function paintTable(footage: StyleDescriptor, tones: number, vividness: number) {
  const lift = liftToWorkingKey(footage, LIFT_SHARE);
  return tabulateLut(LUT_SIZE, (red, green, blue) => {
    const [lightness, a, b] = srgbToOklab(red, green, blue);
    return oklabToSrgbInGamut(softSteps(MOST_LIGHT * lift(lightness), tones), vividness * a, vividness * b);
  });
}

function softSteps(level: number, tones: number): number {
  const scaled = level * tones;
  const step = Math.min(tones - 1, Math.floor(scaled));
  const within = scaled - step;
  const eased = 0.5 + 0.5 * (Math.tanh(7 * (within - 0.5)) / Math.tanh(3.5));
  return (step + eased) / tones;
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
const evenly = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2));
