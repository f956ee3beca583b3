import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterBootstrap, observedSums } from './cluster-bootstrap.ts';
import { effectiveSampleSize } from './effective-sample-size.ts';
import { benjaminiHochberg } from './false-discovery.ts';
import { quantile } from './quantile.ts';
import { seededRandom } from './seeded-random.ts';

describe('seeded random numbers', () => {
  it('come again with their seed and differ with another', () => {
    const drawn = (seed: string) => Array.from({ length: 5 }, seededRandom(seed));
    expect(drawn('a')).toEqual(drawn('a'));
    expect(drawn('a')).not.toEqual(drawn('b'));
  });

  it('are spread evenly over [0, 1)', () => {
    const random = seededRandom('even');
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 100_000; index += 1) counts[Math.floor(random() * 10)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The 99.9 % quantile of χ² with 9 degrees of freedom.
    expect(chiSquare).toBeLessThan(27.88);
  });
});

describe('quantiles', () => {
  it('interpolate as R and NumPy do', () => {
    expect(quantile([1, 2, 3, 4], 0.1)).toBeCloseTo(1.3, 12);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([7], 0.9)).toBe(7);
  });
});

describe('the effective sample size', () => {
  it('is the number of equal weights, and falls when few carry most', () => {
    expect(effectiveSampleSize([2, 2, 2, 2])).toBe(4);
    expect(effectiveSampleSize([100, 1, 1, 1])).toBeLessThan(1.1);
    expect(effectiveSampleSize([])).toBe(0);
  });

  it('lies between 1 and the number of weights', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1 }), (weights) => {
        const size = effectiveSampleSize(weights);
        expect(size).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(size).toBeLessThanOrEqual(weights.length + 1e-9);
      }),
    );
  });
});

describe('Benjamini and Hochberg', () => {
  it('decides the published example of 15 p-values at 5 % as the paper does: four', () => {
    const pValues = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    expect(benjaminiHochberg(pValues, 0.05).filter(Boolean)).toHaveLength(4);
  });

  it('believes in whatever is below something that it believes in, wherever it stands', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { maxLength: 30 }), (pValues) => {
        const flags = benjaminiHochberg(pValues, 0.1);
        const believed = pValues.filter((_, index) => flags[index]);
        const rest = pValues.filter((_, index) => !flags[index]);
        if (believed.length && rest.length) expect(Math.max(...believed)).toBeLessThan(Math.min(...rest));
        for (const p of believed) expect(p).toBeLessThanOrEqual(0.1);
      }),
    );
  });
});

describe('the clustered bootstrap', () => {
  it('keeps strata apart and sums what it drew', () => {
    const strata = [
      { name: 'a', clusters: [[1, 1]] },
      {
        name: 'b',
        clusters: [
          [10, 1],
          [10, 1],
        ],
      },
    ];
    const drawn = clusterBootstrap(strata, 20, seededRandom('s'), (sums) => sums);
    for (const sums of drawn)
      expect(sums).toEqual([
        [1, 1],
        [20, 2],
      ]);
    expect(strata.map(observedSums)).toEqual([
      [1, 1],
      [20, 2],
    ]);
  });

  it('finds the spread of a mean: its standard error within a tenth', () => {
    const random = seededRandom('sample');
    const clusters = Array.from({ length: 400 }, () => [random(), 1]);
    const means = clusterBootstrap(
      [{ name: 'all', clusters }],
      2_000,
      seededRandom('boot'),
      ([sums]) => sums![0]! / sums![1]!,
    );
    const centre = means.reduce((sum, mean) => sum + mean, 0) / means.length;
    const spread = Math.sqrt(means.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / means.length);
    const expected = Math.sqrt(1 / 12 / 400);
    expect(Math.abs(spread / expected - 1)).toBeLessThan(0.1);
  });
});
