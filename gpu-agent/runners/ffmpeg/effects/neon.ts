import { type Lut3d, tabulateLut } from '@effect-studio/media/look/lut';
import { oklabToSrgbInGamut, type Srgb, srgbToOklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { atFrameScale } from '../finishing.ts';
import { applyLut, type FrameSize, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { neonInks } from './neon-inks.ts';

const settingsSchema = z.object({
  /** Side of the picture in which edges are looked for, as a share of the frame's. */
  edgeScale: z.number().min(0.25).max(1),
  /** Smoothing that keeps edges and lets texture go, before edges are looked for. */
  calmTexture: z.boolean(),
  /** Whether edges are steadied over three frames. */
  steadyEdges: z.boolean(),
  /** Halos around the tubes, 1–3, each twice as wide as the one before. */
  halos: z.int().min(1).max(3),
});
export type NeonSettings = z.infer<typeof settingsSchema>;

const LUT_FILE = 'night.cube';
const LUT_SIZE = 17;
/** Lightness of night: what the brightest part of the footage keeps. */
const NIGHT_LIGHT = 0.34;
/** Of the strongest edges' gradient; below it is texture. */
const THRESHOLD_SHARE = 0.3;
const LEAST_EDGE = 6;
/** Sobel's response per unit of the descriptor's gradient, after the smoothing that precedes it. */
const SOBEL_PER_GRADIENT = 7;
const FULL_RESPONSE = 200;
const BRIGHTNESS = 1.1;
const CALMED = 0.95;
const STEADIED = 0.95;

/** Plans neon: the scene at night, its outlines glowing tubes in the hues of the example. */
export function planNeon({ settings, example, footage, frame, folder }: PlanInput): RenderPlan {
  const { edgeScale, calmTexture, steadyEdges, halos } = settingsSchema.parse(settings);
  const inks = neonInks(example);
  // What is a strong edge depends on the clip: fixed thresholds white out grass and find nothing in fog.
  const strongest = Math.max(LEAST_EDGE, footage.edgeStrength + footage.grain);
  // A smaller picture has steeper edges; calmed and steadied ones are weaker, and should glow as much.
  const steepness = edgeScale ** -0.8 * (calmTexture ? CALMED : 1) * (steadyEdges ? STEADIED : 1);
  const gain = filterNumber((BRIGHTNESS * FULL_RESPONSE) / (SOBEL_PER_GRADIENT * strongest * steepness), 3);
  const threshold = filterNumber(THRESHOLD_SHARE * FULL_RESPONSE, 0);
  const edgeSize = `${evenly(frame.width * edgeScale)}:${evenly(frame.height * edgeScale)}`;
  const full = `scale=${frame.width}:${frame.height}:flags=bicubic,format=gbrp`;
  const blur = filterNumber(Math.max(0.7, atFrameScale(frame, 1.6) * edgeScale));
  const calm = calmTexture
    ? `bilateral=sigmaS=${filterNumber(Math.max(2, atFrameScale(frame, 4)))}:sigmaR=0.08,`
    : '';
  const steady = steadyEdges ? "tmix=frames=3:weights='1 2 3'," : '';
  const stages = [
    '[source]format=yuv420p,split=3[nightFrom][edgeFrom][hueFrom]',
    `[nightFrom]${applyLut(folder, LUT_FILE)},format=gbrp[night]`,
    `[edgeFrom]scale=${edgeSize}:flags=area,format=gray,${steady}${calm}gblur=sigma=${blur},sobel=scale=${gain},lutyuv=y='clip((val-${threshold})*255/${filterNumber(FULL_RESPONSE * (1 - THRESHOLD_SHARE), 0)},0,255)',format=gray,gblur=sigma=0.6,format=gbrp,${full}[edges]`,
    `[hueFrom]${hueField(inks)},${full}[hues]`,
    `[edges][hues]blend=all_mode=multiply,format=gbrp,split=${halos + 1}[tubes]${Array.from({ length: halos }, (_, i) => `[glowFrom${i}]`).join('')}`,
  ];
  let last = 'tubes';
  for (let i = 0; i < halos; i++) {
    stages.push(haloStage(i, frame), `[${last}][glow${i}]blend=all_mode=screen,format=gbrp[lit${i}]`);
    last = `lit${i}`;
  }
  stages.push(`[night][${last}]blend=all_mode=screen[styled]`);
  return {
    graph: stages.join(';'),
    luts: { [LUT_FILE]: nightTable(footage) },
    notes: [`outlines above ${filterNumber(THRESHOLD_SHARE * strongest, 1)} steps glow`],
  };
}

/** A halo, blurred at a fraction of the size: light has no detail. */
function haloStage(index: number, frame: FrameSize): string {
  const share = 2 ** (index + 1);
  const sigma = filterNumber(Math.max(1.2, atFrameScale(frame, 4)));
  // Blurring spreads the light of thin lines; raised again, so that the glow stays visible.
  const gain = filterNumber([0.55, 0.42, 0.45][index]!, 2);
  return `[glowFrom${index}]scale=iw/${share}:ih/${share}:flags=area,gblur=sigma=${sigma},colorlevels=rimax=${gain}:gimax=${gain}:bimax=${gain},scale=${frame.width}:${frame.height}:flags=bicubic,format=gbrp[glow${index}]`;
}

/** The three inks in slow clouds that drift over the picture; drawn small, on the footage's own frames. */
function hueField(inks: readonly [Srgb, Srgb, Srgb]): string {
  const clouds = ['sin(X/13+T*1.1)', 'sin(Y/9-T*0.8+2.1)', 'sin((X+Y)/17+T*0.6+4.2)'].map(
    (wave) => `pow(1.02+${wave},2)`,
  );
  const total = `(${clouds.join('+')})`;
  const channel = (place: 0 | 1 | 2) =>
    `255*(${inks.map((ink, i) => `${filterNumber(ink[place], 3)}*${clouds[i]}`).join('+')})/${total}`;
  return `scale=80:46:flags=area,format=gbrp,geq=r='${channel(0)}':g='${channel(1)}':b='${channel(2)}'`;
}

/** The scene after dark: dim, blue, its brightest parts still readable. */
function nightTable(footage: StyleDescriptor): Lut3d {
  const brightest = Math.max(0.5, footage.lightnessQuantiles[62] ?? 1);
  return tabulateLut(LUT_SIZE, (red, green, blue) => {
    const [lightness, a, b] = srgbToOklab(red, green, blue);
    const level = Math.min(1, lightness / brightest);
    return oklabToSrgbInGamut(0.06 + NIGHT_LIGHT * level ** 1.5, 0.45 * a + 0.012, 0.45 * b - 0.04);
  });
}

const evenly = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2));
