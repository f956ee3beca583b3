import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A stream of numbers in [0, 1) that the same seed always gives again. */
export type Random = () => number;

/**
 * xoroshiro128+ (Blackman and Vigna 2018) begun from SHA-256 of the seed, so that seeds which differ in one
 * character give unrelated streams. @param seed any text, such as `${runId}:${purpose}`
 */
export function seededRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32LE(at)));
  return () => uniformFloat64(generator);
}
