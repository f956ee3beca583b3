import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { averagePathLength, expectedDepth, growForest, isolationScore } from './isolation-forest.ts';

const VECTORS = '../shared/data/economics-vectors.json';

describe('isolation forest', () => {
  it('normalises by the average path of a binary search tree', () => {
    const expected = {
      '2': 1.0,
      '3': 1.6666666666666667,
      '8': 3.435714285714285,
      '16': 4.761457986457987,
      '64': 7.487781807411535,
      '128': 8.866294185178347,
      '256': 10.248689925634562,
      '512': 11.63303306909944,
    };
    for (const [size, length] of Object.entries(expected)) {
      expect(averagePathLength(Number(size))).toBeCloseTo(length, 12);
    }
    expect(averagePathLength(1)).toBe(0);
  });

  it('isolates points on a line at their exact mean depths', () => {
    const points = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 20.0];
    const exact = [
      3.15, 4.020175438596, 4.361111111111, 4.490196078431, 4.458333333333, 4.216666666667, 3.45,
      1.346177330581,
    ];
    const forest = growForest(
      points.map((x) => [x]),
      seededRandom('line'),
      { trees: 20_000, maxDepth: 100 },
    );
    for (const [index, x] of points.entries()) {
      expect(Math.abs(expectedDepth(forest, [x]) - exact[index]!)).toBeLessThan(0.03);
      expect(isolationScore(forest, [x])).toBeCloseTo(2 ** (-exact[index]! / averagePathLength(8)), 2);
    }
  });

  it('grows the same forest from the same seed, and another from another', () => {
    const random = seededRandom('rows');
    const rows = Array.from({ length: 60 }, () => [random(), random(), random()]);
    const score = (seed: string) => isolationScore(growForest(rows, seededRandom(seed)), [2, 0, 1]);
    expect(score('a')).toBe(score('a'));
    expect(score('a')).not.toBe(score('b'));
  });

  it('tells nothing apart where nothing differs', () => {
    const forest = growForest(
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      seededRandom('same'),
    );
    expect(isolationScore(forest, [1, 2])).toBeCloseTo(0.5, 12);
    expect(isolationScore(growForest([[7]], seededRandom('one')), [7])).toBe(0.5);
  });

  it('judges a row as one of the crowd when every tree is grown with it', () => {
    const rows = [...Array.from({ length: 600 }, () => [0, 0]), [0, 3]];
    const alone = growForest(rows.slice(0, -1), seededRandom('quiet'));
    const among = growForest(rows, seededRandom('quiet'), { alwaysWith: 600 });
    expect(isolationScore(alone, [0, 3])).toBeCloseTo(0.5, 12);
    expect(isolationScore(among, [0, 3])).toBeGreaterThan(0.9);
  });

  it.skipIf(!existsSync(VECTORS))('scores as scikit-learn does, within 0.02 (needs ../shared)', () => {
    const { iforest_sklearn: sklearn } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
      iforest_sklearn: { X: number[][]; score_mean: number[] };
    };
    // The reference is a mean over several seeds; so is this.
    const forests = ['a', 'b', 'c', 'd', 'e'].map((seed) => growForest(sklearn.X, seededRandom(seed)));
    for (const [index, row] of sklearn.X.entries()) {
      const mean = forests.reduce((sum, forest) => sum + isolationScore(forest, row), 0) / forests.length;
      expect(Math.abs(mean - sklearn.score_mean[index]!)).toBeLessThan(0.02);
    }
  });
});
