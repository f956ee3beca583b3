import { blockinessOf } from '@effect-studio/media/frames/blockiness';
import { textureOf } from '@effect-studio/media/frames/texture';
import { mean } from '@effect-studio/media/statistics';
import { bandingOf } from './banding.ts';
import { structureSimilarity } from './structure-similarity.ts';
import { alignTones } from './tone-alignment.ts';

/** What the candidate did to the footage's detail; means over pairs of native frames. */
export interface NativeComparison {
  /** 0..1, see `structureSimilarity`. */
  structure: number;
  /** Fine detail at the strongest edges, candidate over footage; 1 keeps it, less is blur. */
  edgeRatio: number;
  /** Noise σ that was added, 8-bit steps. */
  addedNoise: number;
  /** Blockiness that was added, see `blockinessOf`. */
  addedBlockiness: number;
  addedBanding: number;
}

const MAX_EDGE_RATIO = 1.2;
/** A quarter of the blocks tells the same and is four times faster. */
const TEXTURE_BLOCK_STEP = 2;

/** Of values from 0 to 255. `Uint8Array.from` with a mapping goes through an iterator, at ten times the cost. */
function rounded(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = (values[i]! + 0.5) | 0;
  return bytes;
}

function comparePair(
  footage: Uint8Array,
  candidate: Uint8Array,
  aligned: Float32Array,
  { nativeWidth: width, nativeHeight: height }: { nativeWidth: number; nativeHeight: number },
): NativeComparison {
  // The tone curve stretches the footage's own noise and edges as well: compare with the stretched ones.
  const alignedBytes = rounded(aligned);
  const before = textureOf(alignedBytes, width, height, TEXTURE_BLOCK_STEP);
  const after = textureOf(candidate, width, height, TEXTURE_BLOCK_STEP);
  const detail = (texture: typeof before) => texture.edgeHardness * (texture.edgeStrength + 1);
  return {
    structure: structureSimilarity(aligned, candidate, width, height),
    edgeRatio: Math.min(MAX_EDGE_RATIO, detail(after) / (detail(before) + 1e-3)),
    addedNoise: after.noise - before.noise,
    addedBlockiness: blockinessOf(candidate, width, height) - blockinessOf(footage, width, height),
    addedBanding: bandingOf(candidate, width, height) - bandingOf(footage, width, height),
  };
}

/**
 * Compares native frames pair by pair while both clips are still being decoded. Frames of both must have
 * the given size and the same rate.
 */
export class NativeComparer {
  readonly #size: { nativeWidth: number; nativeHeight: number };
  readonly #waiting: { footage: Uint8Array[]; candidate: Uint8Array[] } = { footage: [], candidate: [] };
  readonly #pairs: NativeComparison[] = [];
  readonly #kept: { reference: Uint8Array; distorted: Uint8Array }[] | null;

  /** @param size.keepsPairs whether pictures are kept for another metric */
  constructor({ keepsPairs, ...size }: { nativeWidth: number; nativeHeight: number; keepsPairs: boolean }) {
    this.#size = size;
    this.#kept = keepsPairs ? [] : null;
  }

  /** The pairs, the footage's pictures with the candidate's tones; empty unless they are kept. */
  get keptPairs(): readonly { reference: Uint8Array; distorted: Uint8Array }[] {
    return this.#kept ?? [];
  }

  /** Pairs compared so far. */
  get pairCount(): number {
    return this.#pairs.length;
  }

  /** Takes the next frame of one clip. */
  add(clip: 'footage' | 'candidate', grey: Uint8Array): void {
    this.#waiting[clip].push(grey);
    if (this.#waiting.footage.length === 0 || this.#waiting.candidate.length === 0) return;
    const [footage, candidate] = [this.#waiting.footage.shift()!, this.#waiting.candidate.shift()!];
    const aligned = alignTones(footage, candidate);
    this.#pairs.push(comparePair(footage, candidate, aligned, this.#size));
    this.#kept?.push({ reference: rounded(aligned), distorted: candidate });
  }

  /** Means over the pairs. */
  result(): NativeComparison {
    const of = (key: keyof NativeComparison) => mean(this.#pairs.map((pair) => pair[key]));
    return {
      structure: of('structure'),
      edgeRatio: of('edgeRatio'),
      addedNoise: Math.max(0, of('addedNoise')),
      addedBlockiness: Math.max(0, of('addedBlockiness')),
      addedBanding: Math.max(0, of('addedBanding')),
    };
  }
}
