import { LOW_HEIGHT, LOW_WIDTH, streamFrames } from '../frames/frames.ts';
import { differenceHash, hashDistance } from './perceptual-hash.ts';

/** How far two clips are from being the same picture, each 0 to 1. */
export interface PerceptualDistance {
  /** Mean absolute difference of colours, as a share of full range; the worst tenth of the frames counts. */
  colour: number;
  /** Share of gradients that point another way (difference hash); the worst tenth of the frames counts. */
  structure: number;
  /** Share of the longer clip's frames that the other does not have. */
  length: number;
}

const FRAME_RATE = { num: 4, den: 1 };

/**
 * Compares two clips frame by frame, at 160×90 and four frames a second: encoders and processors leave it near 0, another picture
 * does not.
 * @throws MediaError when a clip cannot be decoded
 */
export async function perceptualDistance(
  onePath: string,
  otherPath: string,
  signal?: AbortSignal,
): Promise<PerceptualDistance> {
  const [one, other] = [await lowFrames(onePath, signal), await lowFrames(otherPath, signal)];
  const count = Math.min(one.length, other.length);
  const pairs = Array.from({ length: count }, (_, index) => [one[index]!, other[index]!] as const);
  const longest = Math.max(one.length, other.length);
  return {
    colour: worstTenth(pairs.map(([a, b]) => colourDistance(a, b))),
    structure: worstTenth(pairs.map(([a, b]) => hashDistance(differenceHash(a), differenceHash(b)))),
    length: (longest - count) / longest,
  };
}

async function lowFrames(path: string, signal?: AbortSignal): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  const size = { nativeWidth: LOW_WIDTH, nativeHeight: LOW_HEIGHT };
  await streamFrames(path, { ...size, frameRate: FRAME_RATE, signal }, { onLow: (rgb) => frames.push(rgb) });
  return frames;
}

function colourDistance(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += Math.abs(one[index]! - other[index]!);
  return sum / (one.length * 255);
}

/** Mean of the largest tenth, at least of one. */
function worstTenth(values: readonly number[]): number {
  const count = Math.max(1, Math.ceil(values.length / 10));
  const worst = [...values].sort((a, b) => b - a).slice(0, count);
  return worst.reduce((sum, value) => sum + value, 0) / count;
}
