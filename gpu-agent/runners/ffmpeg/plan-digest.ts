import { createHash } from 'node:crypto';
import type { Lut3d } from '@effect-studio/media/look/lut';
import { effectParameters } from '@effect-studio/schema/media/effect-parameters';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { JsonObject } from '../json-value.ts';
import { encodeArguments } from './encode-arguments.ts';
import type { FfmpegWorkflow } from './ffmpeg-workflow.ts';
import { plannerOf } from './planners.ts';
import { OUTPUT_FILTERS } from './source-filters.ts';
import { graphWithWishes } from './wish.ts';

/** Two pairs of clips that differ in everything that planners look at. */
export interface SampleLooks {
  dull: StyleDescriptor;
  vivid: StyleDescriptor;
}

/** Below what eight bits show; the last digits of a float may differ between processors. */
const TABLE_STEPS = 4_096;

/**
 * What the code makes of a workflow, as a digest: filter graph, tables, pictures, pace and encoder arguments for fixed clips. It
 * changes when the code would draw another picture, whatever its settings say; nothing else changes it.
 * @returns SHA-256, 64 lower-case hex digits
 */
export function planDigest(
  workflow: Pick<FfmpegWorkflow, 'effectTypeId' | 'settings' | 'encode'>,
  { dull, vivid }: SampleLooks,
): string {
  const plan = plannerOf(workflow.effectTypeId);
  if (plan === null) throw new RangeError(`no planner for ${workflow.effectTypeId}`);
  const hash = createHash('sha256');
  const clips = [
    {
      example: vivid,
      footage: dull,
      frame: { width: 1280, height: 720 },
      frameRate: { num: 25, den: 1 },
      seed: 11,
    },
    {
      example: dull,
      footage: vivid,
      frame: { width: 608, height: 1080 },
      frameRate: { num: 30_000, den: 1_001 },
      seed: 2 ** 31,
    },
  ];
  for (const clip of clips) {
    const made = plan({
      settings: workflow.settings,
      parameters: {},
      lengthMs: 4_000,
      folder: '/plan',
      ...clip,
    });
    const wish = effectParameters.parse({ strength: 0.6, warmth: 0.3, contrast: -0.2 });
    hash.update(graphWithWishes(made.graph, workflow.effectTypeId, wish));
    hash.update(
      JSON.stringify([made.pace ?? null, OUTPUT_FILTERS, encodeArguments(workflow.encode, '/out.mp4')]),
    );
    for (const [name, lut] of Object.entries(made.luts)) hash.update(name).update(stepsOf(lut));
    for (const [name, bytes] of Object.entries(made.pictures ?? {})) hash.update(name).update(bytes);
  }
  return hash.digest('hex');
}

/** Compression that has no part in the digest of a planner. */
const ANY_ENCODING = { preset: 'medium', crf: 20, audioKbps: 128 };

/**
 * What the code makes of an effect type, by settings that were written down once and stay: those of the house may change.
 * @throws ZodError when the code does not take these settings any more
 */
export function plannersDigest(
  effectTypeId: string,
  probes: readonly JsonObject[],
  looks: SampleLooks,
): string {
  const hash = createHash('sha256');
  for (const settings of probes)
    hash.update(planDigest({ effectTypeId, settings, encode: ANY_ENCODING }, looks));
  return hash.digest('hex');
}

const stepsOf = ({ size, samples }: Lut3d): Uint8Array =>
  new Uint8Array(Uint16Array.from([size, ...samples.map((value) => Math.round(value * TABLE_STEPS))]).buffer);
