import { DDSketch } from '@datadog/sketches-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BOUNDS,
  bucketOf,
  countOf,
  mergeSketches,
  quantileOf,
  RELATIVE_ACCURACY,
  type Sketch,
} from './cost-sketch.ts';

const sketchOf = (values: readonly bigint[], count = 1n): Sketch =>
  mergeSketches(values.map((value) => new Map([[bucketOf(value), count]])));
const values = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 300 });
const exact = (list: readonly bigint[], q: number): number =>
  Number([...list].sort((a, b) => (a < b ? -1 : 1))[Math.floor(q * (list.length - 1))]);

describe('a sketch', () => {
  it('answers every quantile within one percent of the exact one', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 0.5, 0.95, 0.99, 1), (list, q) => {
        const truth = exact(list, q);
        const error = Math.abs(quantileOf(sketchOf(list), q)! - truth);
        expect(error).toBeLessThanOrEqual(truth * RELATIVE_ACCURACY * (1 + 1e-9));
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with the authors’ own implementation', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.95, 0.99), (list, q) => {
        const oracle = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
        for (const value of list) oracle.accept(Number(value));
        const theirs = oracle.getValueAtQuantile(q);
        // Two buckets apart at most: next to a bound, their logarithm and our whole numbers may round apart.
        expect(Math.abs(quantileOf(sketchOf(list), q)! - theirs)).toBeLessThanOrEqual(theirs * 0.0203);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same whether values come together, in pieces, or are put in and taken out again', () => {
    fc.assert(
      fc.property(values, values, (kept, taken) => {
        const nonZero = (sketch: Sketch) =>
          [...sketch].filter(([, count]) => count !== 0n).sort(([a], [b]) => a - b);
        const merged = mergeSketches([sketchOf(taken), sketchOf(kept), sketchOf(taken, -1n)]);
        expect(nonZero(merged)).toEqual(nonZero(sketchOf(kept)));
        expect(countOf(merged)).toBe(BigInt(kept.length));
      }),
    );
  });

  it('puts a value into the bucket whose bounds enclose it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (value) => {
        const bucket = bucketOf(value);
        expect(BOUNDS[bucket]! >= value).toBe(true);
        if (bucket > 0) expect(BOUNDS[bucket - 1]! < value).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(quantileOf(new Map(), 0.5)).toBeNull();
  });
});
