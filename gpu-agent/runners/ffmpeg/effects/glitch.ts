import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { atFrameScale } from '../finishing.ts';
import type { FrameSize, PlanInput, RenderPlan } from '../render-plan.ts';

const settingsSchema = z.object({
  /** Bands of the picture that slip sideways. */
  slices: z.boolean(),
  /** Macroblocks that land elsewhere, ghosts of past frames and scan lines. */
  codecFaults: z.boolean(),
});
export type GlitchSettings = z.infer<typeof settingsSchema>;

/** Bursts: seconds between the beginnings of two, and how long they last. Two rhythms that never meet. */
const RHYTHMS = [
  { period: 1.13, length: 0.34 },
  { period: 1.79, length: 0.22 },
] as const;

/** Plans the glitch: a signal that breaks in bursts and recovers. */
export function planGlitch({ settings, frame, seed }: PlanInput): RenderPlan {
  const { slices, codecFaults } = settingsSchema.parse(settings);
  const random = seededRandom(seed ^ 0x61c8);
  const inBurst = RHYTHMS.map(
    ({ period, length }) => `lt(mod(t+${filterNumber(period * random(), 2)},${period}),${length})`,
  ).join('+');
  const enable = `enable='${inBurst}'`;
  const shift = Math.max(3, Math.round(atFrameScale(frame, 11)));
  const split = `rgbashift=rh=${-shift}:bh=${shift}:gv=${Math.max(1, Math.round(shift / 5))}:edge=wrap:${enable}`;
  const noise = (strength: number) => `noise=c0s=${strength}:c0f=t:all_seed=${seed % 2 ** 31}:${enable}`;
  const notes = [`channels ${shift} pixels apart in bursts`];
  if (!slices) {
    return { graph: `[source]format=gbrp,${split},format=yuv420p,${noise(16)}[styled]`, luts: {}, notes };
  }

  const bands = displacement('bandFrom', 'bands', {
    ...{ columns: 2, rows: 26, frame, reach: atFrameScale(frame, 95), seed: seed + 1, rarity: 118 },
  });
  if (!codecFaults) {
    return {
      graph: [
        '[source]format=yuv444p,split=3[picture][bandFrom][stillFrom]',
        bands,
        still('stillFrom', 'still', frame),
        `[picture][bands][still]displace=edge=wrap:${enable},format=gbrp,${split},format=yuv420p,${noise(9)}[styled]`,
      ].join(';'),
      luts: {},
      notes,
    };
  }
  const blocks = (axis: 'x' | 'y', reach: number) =>
    displacement(`${axis}From`, `${axis}Blocks`, {
      ...{
        columns: 40,
        rows: 22,
        frame,
        reach: atFrameScale(frame, reach),
        seed: seed + (axis === 'x' ? 2 : 3),
      },
      rarity: 124,
    });
  return {
    graph: [
      '[source]format=yuv444p,split=5[picture][bandFrom][stillFrom][xFrom][yFrom]',
      bands,
      still('stillFrom', 'still', frame),
      blocks('x', 110),
      blocks('y', 60),
      `[picture][xBlocks][yBlocks]displace=edge=mirror:${enable}[blocky]`,
      `[blocky][bands][still]displace=edge=wrap:${enable},format=gbrp,${split},split[now][past]`,
      // Ghosts are soft: half the size will do.
      `[past]scale=iw/2:ih/2:flags=area,lagfun=decay=0.86:${enable},scale=${frame.width}:${frame.height}:flags=bicubic,format=gbrp[ghost]`,
      `[now][ghost]blend=all_mode=lighten:all_opacity=0.35:${enable},format=gbrp,drawgrid=w=iw+1:h=${Math.max(3, Math.round(atFrameScale(frame, 4)))}:t=1:c=black@0.2,format=yuv420p,${noise(11)},eq=contrast=1.06:saturation=1.18[styled]`,
    ].join(';'),
    luts: {},
    notes: [...notes, 'macroblocks misplaced, past frames shine through'],
  };
}

interface Displacement {
  columns: number;
  rows: number;
  frame: FrameSize;
  /** Pixels that the loudest noise moves a patch by. */
  reach: number;
  seed: number;
  /** Noise from which a patch moves at all, 8-bit steps from grey; more is rarer. */
  rarity: number;
}

/** A map for `displace`: grey where nothing moves, else coarse patches of seeded noise, new in every frame. Pads in yuv444p. */
function displacement(from: string, to: string, options: Displacement): string {
  const { columns, rows, frame, reach, seed, rarity } = options;
  const gain = filterNumber(Math.min(127, reach) / 100, 3);
  return `[${from}]scale=${columns}:${rows}:flags=neighbor,format=gray,lutyuv=y=128,noise=c0s=100:c0f=t:all_seed=${seed % 2 ** 31},lutyuv=y='if(gt(abs(val-128),${rarity}),128+(val-128)*${gain},128)',format=gray,scale=${frame.width}:${frame.height}:flags=neighbor,format=yuv444p,${sameChroma()}[${to}]`;
}

/** `displace` moves each plane by the same plane of the map: chroma has to carry what luma carries. */
function sameChroma(): string {
  return 'shuffleplanes=0:0:0:0';
}

/** A map that moves nothing. */
function still(from: string, to: string, frame: FrameSize): string {
  return `[${from}]scale=16:16:flags=neighbor,format=gray,lutyuv=y=128,format=gray,scale=${frame.width}:${frame.height}:flags=neighbor,format=yuv444p,${sameChroma()}[${to}]`;
}
