import { type RunInterval, recordMediaWork } from '@effect-studio/media/ffmpeg/media-process';
import { type ClipFrames, readFrames } from '@effect-studio/media/frames/frames';
import { differenceHash, hashDistance } from '@effect-studio/media/likeness/perceptual-hash';
import { readLoudness } from '@effect-studio/media/loudness';
import { MediaError } from '@effect-studio/media/media-error';
import { probeVideo, type VideoMetadata } from '@effect-studio/media/probe/probe';
import { mean } from '@effect-studio/media/statistics';
import { hasVmaf, VMAF_MODEL, vmafOf } from '@effect-studio/media/vmaf';
import {
  DEFAULT_QUALITY_WEIGHTS,
  type QualityEvaluation,
  type QualityVector,
} from '@effect-studio/schema/media/quality-vector';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { expectationOf, keepsPicture } from './effect-expectations.ts';
import { measureColourBreakage } from './measures/colour-breakage.ts';
import { comparedStretch } from './measures/compared-stretch.ts';
import { coloursOfDescriptor } from './measures/descriptor-colours.ts';
import { MotionResidualMeter, motionExcess, RUN_FRAMES } from './measures/motion-residual.ts';
import { NativeComparer } from './measures/native-comparison.ts';
import { soundLoss } from './measures/sound-loss.ts';
import { drawColours, measureStyleAdherence } from './measures/style-adherence.ts';
import { compareTemporal } from './measures/temporal-comparison.ts';
import { type TextureLook, textureLookOf } from './measures/texture-look.ts';
import { compositeOf, type QualityMeasurements, scoreQuality } from './quality-score.ts';
import { evaluatorVersionOf } from './version.ts';

export interface EvaluationInput {
  /** Normalised proxy of the footage, and the rendering; local files. */
  footagePath: string;
  outputPath: string;
  /** The example's proxy, or for a published effect, which keeps no file, what was measured of it. */
  example: { path: string } | { descriptor: StyleDescriptor };
  effectTypeId: string;
  /** The stretch of the footage that the output renders; null when it renders all of it. */
  window: { startMs: number; durationMs: number } | null;
  /** Default `DEFAULT_QUALITY_WEIGHTS`. */
  weights?: Readonly<QualityVector>;
  /** Whether libvmaf is used where it applies; default: when this ffmpeg has it. */
  usesVmaf?: boolean;
  signal?: AbortSignal | undefined;
}

const STRUCTURE_METRIC = 'ms-ssim-contrast-structure, tones aligned';
/** What fidelity was measured with, by name: VMAF where it applies and this ffmpeg has it. */
const FIDELITY_METRICS = {
  both: `${VMAF_MODEL} and ${STRUCTURE_METRIC}`,
  notForThisEffect: STRUCTURE_METRIC,
  noVmaf: `${STRUCTURE_METRIC} (this ffmpeg has no libvmaf)`,
} as const;
/** What the other parts were measured with; other evaluators name theirs. */
const METRICS: QualityEvaluation['metrics'] = {
  artifacts: 'edge-energy, block-grid, immerkaer-noise, level-collapse, freeze, black, loudness',
  styleAdherence: 'sliced-wasserstein-oklab, texture-descriptor',
  temporalConsistency: 'gain-normalised frame residual, block-matched residual, flicker, colour-jump',
};
const EXAMPLE_MS = 3_000;
const EXAMPLE_NATIVE_EVERY = 25;
/** Odd, so that made frames are looked at as well as given ones where time passes at half speed. */
const NATIVE_EVERY = 15;
/** Larger pictures are compared at 720p: nobody sees more in a gallery, and time grows with the area. */
const MAX_PIXELS = 1_280 * 720;
const MAX_FPS = 30;
/** Size at which motion is followed, and how often. Odd, as above. */
const MOTION_LONG_SIDE = 480;
const RUN_EVERY = 13;

async function probed(path: string, signal: AbortSignal | undefined): Promise<VideoMetadata> {
  const metadata = await probeVideo(path, { signal });
  if (metadata === null) throw new MediaError('BAD_OUTPUT', `no video stream in ${path}`);
  return metadata;
}

function nativeSize({ width, height }: VideoMetadata): { nativeWidth: number; nativeHeight: number } {
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (width * height)));
  return { nativeWidth: Math.round(width * scale), nativeHeight: Math.round(height * scale) };
}

/** Pictures small enough to search, and large enough that a doubled edge is seen. */
function motionSize({ nativeWidth, nativeHeight }: { nativeWidth: number; nativeHeight: number }) {
  const scale = Math.min(1, MOTION_LONG_SIDE / Math.max(nativeWidth, nativeHeight));
  return { width: Math.round(nativeWidth * scale), height: Math.round(nativeHeight * scale) };
}

async function loudnessOf(
  metadata: VideoMetadata,
  path: string,
  stretch: { startMs: number; durationMs: number; before?: string[]; signal: AbortSignal | undefined },
): Promise<{ rms: number[]; interval: RunInterval | null }> {
  return metadata.hasAudio ? readLoudness(path, stretch) : { rms: [], interval: null };
}

function measure(
  clips: { footage: ClipFrames; output: ClipFrames; target: Look },
  native: NativeComparer,
  residual: Record<'footage' | 'output', MotionResidualMeter>,
  sound: number,
) {
  const { footage, output, target } = clips;
  const measurements: Omit<QualityMeasurements, 'vmaf'> = {
    ...native.result(),
    ...compareTemporal(footage.low, output.low),
    ...motionExcess(residual.footage.result(), residual.output.result()),
    colourBreakage: measureColourBreakage(footage.low, output.low),
    missingShare: Math.max(0, 1 - output.low.length / footage.low.length),
    soundLoss: sound,
    style: measureStyleAdherence({
      colours: {
        footage: drawColours(footage.low),
        candidate: drawColours(output.low),
        example: target.colours,
      },
      textures: {
        footage: textureLookOf(footage),
        candidate: textureLookOf(output),
        example: target.texture,
      },
    }),
  };
  return measurements;
}

/** Mean distance of the perceptual hashes of a few frame pairs. */
function hashDistanceOf(footage: readonly Uint8Array[], output: readonly Uint8Array[]): number {
  const count = Math.min(footage.length, output.length);
  const places = [0.2, 0.5, 0.8].map((share) => Math.floor(share * count));
  return mean(places.map((i) => hashDistance(differenceHash(footage[i]!), differenceHash(output[i]!))));
}

/** What was aimed at: colours, and what is none. */
interface Look {
  colours: Float32Array;
  texture: TextureLook;
}

async function lookOf(example: EvaluationInput['example'], signal: AbortSignal | undefined): Promise<Look> {
  if ('descriptor' in example) {
    return { colours: coloursOfDescriptor(example.descriptor), texture: example.descriptor };
  }
  const size = nativeSize(await probed(example.path, signal));
  const frames = await readFrames(example.path, {
    ...{ ...size, nativeEvery: EXAMPLE_NATIVE_EVERY, durationMs: EXAMPLE_MS, signal },
  });
  return { colours: drawColours(frames.low), texture: textureLookOf(frames) };
}

/**
 * Measures one rendering against its footage and the example, on decoded frames. Deterministic.
 * Validate the output first: a file that does not decode throws here.
 * @returns the evaluation, and when ffmpeg ran for it (the runs overlap)
 * @throws MediaError as `readFrames` and `probeVideo`
 */
export async function evaluateOutput(
  input: EvaluationInput,
): Promise<{ evaluation: QualityEvaluation; mediaIntervals: RunInterval[] }> {
  const { result, mediaIntervals } = await recordMediaWork(() => evaluate(input));
  return { evaluation: result, mediaIntervals };
}

async function evaluate(input: EvaluationInput): Promise<QualityEvaluation> {
  const { signal } = input;
  const [footageMetadata, outputMetadata] = await Promise.all([
    probed(input.footagePath, signal),
    probed(input.outputPath, signal),
  ]);
  const stretch = comparedStretch(input, footageMetadata.durationMs);
  const { durationMs } = stretch;
  const { frameRate } = footageMetadata;
  const comparedRate = frameRate.num / frameRate.den > MAX_FPS ? { num: MAX_FPS, den: 1 } : frameRate;
  const size = nativeSize(footageMetadata);
  const usesVmaf = input.usesVmaf ?? hasVmaf();
  const expected = expectationOf(input.effectTypeId);
  const native = new NativeComparer({ ...size, keepsPairs: usesVmaf && keepsPicture(expected) });
  const runs = { ...motionSize(size), length: RUN_FRAMES, every: RUN_EVERY };
  const residual = { footage: new MotionResidualMeter(runs), output: new MotionResidualMeter(runs) };
  const shared = {
    ...size,
    nativeEvery: NATIVE_EVERY,
    frameRate: comparedRate,
    signal,
  };
  const ofFootage = { startMs: stretch.footage.startMs, durationMs: stretch.footage.durationMs, signal };
  const ofOutput = { startMs: stretch.outputStartMs, durationMs, signal };
  const { pace } = stretch.footage;
  const length = `duration=${(durationMs / 1_000).toFixed(3)}`;
  const [footage, output, target, footageSound, outputSound] = await Promise.all([
    readFrames(input.footagePath, {
      ...shared,
      ...ofFootage,
      ...(pace ? { before: [pace.videoFilter, `trim=${length}`], mixesFrames: true } : {}),
      // Of the frames that were given: mixed ones are what is looked for.
      runs: { ...runs, isBefore: pace !== null },
      onNative: (grey) => native.add('footage', grey),
      onRun: (grey) => residual.footage.add(grey),
    }),
    readFrames(input.outputPath, {
      ...shared,
      ...ofOutput,
      runs,
      onNative: (grey) => native.add('candidate', grey),
      onRun: (grey) => residual.output.add(grey),
    }),
    lookOf(input.example, signal),
    loudnessOf(footageMetadata, input.footagePath, {
      ...ofFootage,
      before: pace ? [pace.audioFilter, `atrim=${length}`] : [],
    }),
    loudnessOf(outputMetadata, input.outputPath, ofOutput),
  ]);
  const measurements = measure(
    { footage, output, target },
    native,
    residual,
    soundLoss(footageSound.rms, outputSound.rms),
  );
  const vmaf =
    native.keptPairs.length === 0
      ? null
      : await vmafOf(native.keptPairs, { width: size.nativeWidth, height: size.nativeHeight }, signal);
  const vector = scoreQuality({ ...measurements, vmaf }, expected);
  const weights = input.weights ?? DEFAULT_QUALITY_WEIGHTS;
  const { style, ...scalars } = measurements;
  return {
    evaluatorVersion: evaluatorVersionOf(usesVmaf),
    effectTypeId: input.effectTypeId,
    vector,
    composite: compositeOf(vector, weights),
    weights: { ...weights },
    parts: {
      ...scalars,
      ...(vmaf === null ? {} : { vmaf }),
      styleDistanceBefore: style.before,
      styleDistanceAfter: style.after,
      textureDistanceBefore: style.textureBefore,
      textureDistanceAfter: style.textureAfter,
      perceptualHashDistance: hashDistanceOf(footage.low, output.low),
    },
    metrics: {
      fidelity: FIDELITY_METRICS[vmaf !== null ? 'both' : usesVmaf ? 'notForThisEffect' : 'noVmaf'],
      ...METRICS,
    },
    framesCompared: Math.min(footage.low.length, output.low.length),
    nativeFramesCompared: native.pairCount,
  };
}
