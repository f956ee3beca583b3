import type { Lut3d } from '@effect-studio/media/look/lut';
import type { Pace } from '@effect-studio/media/pace';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { JsonObject } from '../json-value.ts';
import type { MotionTrial } from './effects/motion-trial.ts';
import { escapeFilterValue } from './filter-text.ts';

/** The picture as filters see it: upright, with even sides, in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

export interface PlanInput {
  readonly settings: JsonObject;
  readonly parameters: JsonObject;
  readonly example: StyleDescriptor;
  readonly footage: StyleDescriptor;
  readonly frame: FrameSize;
  /** Frames per second of the footage, as a fraction. */
  readonly frameRate: { readonly num: number; readonly den: number };
  /** Length of what is rendered, milliseconds. */
  readonly lengthMs: number;
  /** 32-bit unsigned. */
  readonly seed: number;
  /** What making frames by following motion is worth on this clip; absent: it was not tried. */
  readonly motionTrial?: MotionTrial | null;
  /** Folder in which the plan's tables will lie. */
  readonly folder: string;
}

/** What an effect wants executed. */
export interface RenderPlan {
  /** Filters from the pad `[source]` (YUV as decoded) to the pad `[styled]` (any pixel format). */
  readonly graph: string;
  /** Tables to write into the folder first, by file name. */
  readonly luts: Readonly<Record<string, Lut3d>>;
  /** Pictures to write into the folder first, by file name. */
  readonly pictures?: Readonly<Record<string, Uint8Array>>;
  /** Where time passes otherwise: what happens to the sound, and how much longer the result is than the footage. */
  readonly pace?: Pick<Pace, 'audioFilter' | 'durationFactor'>;
  readonly notes: readonly string[];
}

/** Derives everything that depends on the footage; pure and deterministic. @throws ZodError on unfit parameters */
export type RenderPlanner = (input: PlanInput) => RenderPlan;

/**
 * Filters that apply a table. 16-bit planar with tetrahedral interpolation: ffmpeg has vector code
 * for it (2.5 times as fast as 8 bits) and smooth skies keep their gradients.
 */
export function applyLut(folder: string, fileName: string): string {
  return `scale=flags=bicubic+accurate_rnd+full_chroma_int,format=gbrp16le,lut3d=file=${escapeFilterValue(`${folder}/${fileName}`)}:interp=tetrahedral`;
}
