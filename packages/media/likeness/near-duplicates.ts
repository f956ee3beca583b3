import { hashDistance } from './perceptual-hash.ts';

/**
 * Share of differing bits up to which two clips of the same length are the same film in other encodings. Encodings of
 * one clip differ by up to 0.04, two takes of one scene by 0.1 and more, unrelated clips by 0.3 to 0.5.
 */
export const SAME_FILM_DISTANCE = 0.07;
/** Encoders and containers round a clip's end by a frame or two. */
export const SAME_LENGTH_MS = 250;

/** What is compared of a clip. */
export interface ClipPrint {
  /** Hash over time, as `writeStoryboard` tells it. */
  frameHash: string;
  durationMs: number;
}

/** True for two encodings of the same film: as long as each other, and alike at every moment. */
export function isSameFilm(one: ClipPrint, other: ClipPrint): boolean {
  if (Math.abs(one.durationMs - other.durationMs) > SAME_LENGTH_MS) return false;
  return hashDistance(one.frameHash, other.frameHash) <= SAME_FILM_DISTANCE;
}
