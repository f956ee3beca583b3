import { stat } from 'node:fs/promises';
import { type VideoMetadata, validateVideo } from '@effect-studio/media/probe/validate';

/** What a rendering has to be before it is worth scoring. */
export interface OutputRequirements {
  expectedDurationMs: number;
  /** Default: the larger of 250 ms and 5 %. */
  durationToleranceMs?: number;
  /** Upright size; a side may differ by 2 pixels (even sizes). Null accepts any. */
  expectedSize: { width: number; height: number } | null;
  /** Default 2 GiB. */
  maxSizeBytes?: number;
  signal?: AbortSignal | undefined;
}

export type OutputRejectionReason = 'MISSING' | 'UNDECODABLE' | 'WRONG_DURATION' | 'WRONG_DIMENSIONS';

export type OutputValidation =
  | { ok: true; metadata: VideoMetadata }
  | { ok: false; reason: OutputRejectionReason; humanReadableCause: string; suggestedAction: string };

const SIDE_TOLERANCE = 2;
const MAX_PIXELS = 36_864_000;

function reject(reason: OutputRejectionReason, humanReadableCause: string): OutputValidation {
  return {
    ok: false,
    reason,
    humanReadableCause,
    suggestedAction: 'Try another workflow or run this one again.',
  };
}

/** Decides whether a rendering exists, decodes, and has the right length and size. */
export async function validateOutput(path: string, required: OutputRequirements): Promise<OutputValidation> {
  const file = await stat(path).catch(() => null);
  if (file === null || file.size === 0) return reject('MISSING', 'The workflow delivered no video.');
  const validation = await validateVideo(path, {
    maxSizeBytes: required.maxSizeBytes ?? 2 ** 31,
    maxDurationMs: Number.POSITIVE_INFINITY,
    maxPixels: MAX_PIXELS,
    signal: required.signal,
  });
  if (!validation.ok) {
    return reject('UNDECODABLE', `The delivered video cannot be used. ${validation.humanReadableCause}`);
  }
  const { metadata } = validation;
  const toleranceMs = required.durationToleranceMs ?? Math.max(250, 0.05 * required.expectedDurationMs);
  if (Math.abs(metadata.durationMs - required.expectedDurationMs) > toleranceMs) {
    const lengths = `${metadata.durationMs} ms instead of ${Math.round(required.expectedDurationMs)} ms`;
    return reject('WRONG_DURATION', `The delivered video lasts ${lengths}.`);
  }
  const size = required.expectedSize;
  const isOff = (side: number, expected: number) => Math.abs(side - expected) > SIDE_TOLERANCE;
  if (size !== null && (isOff(metadata.width, size.width) || isOff(metadata.height, size.height))) {
    const sizes = `${metadata.width}×${metadata.height} instead of ${size.width}×${size.height}`;
    return reject('WRONG_DIMENSIONS', `The delivered video has ${sizes} pixels.`);
  }
  return { ok: true, metadata };
}
