import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../statistics/normal-quantile.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { advanceCusum, CUSUM_START, cusum, estimatedRise } from './cusum.ts';
import { advanceHysteresis, HYSTERESIS_START, type HysteresisState } from './hysteresis.ts';
import { MAD_CUT, madScore, robustScale } from './mad-score.ts';

/** Montgomery, Introduction to Statistical Quality Control, table 9.1 and 9.2: target 10, σ 1, k 0.5, h 5. */
const MONTGOMERY = {
  x: [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37,
    10.62, 10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
  ],
  high: [
    0, 0, 0, 1.16, 2.82, 2.5, 0.04, 1.0, 0, 0, 0, 0.97, 0.98, 0, 0, 0, 0.12, 0, 0, 0.34, 0.74, 0, 1.79, 2.79,
    2.89, 3.47, 3.35, 4.47, 5.28, 5.3,
  ],
  low: [
    0.05, 1.56, 1.77, 0, 0, 0, 1.46, 0, 0.3, 0, 0.47, 0, 0, 0.1, 0, 0.13, 0, 0, 0.98, 0, 0, 0.17, 0, 0, 0, 0,
    0, 0, 0, 0,
  ],
  highCount: [0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8],
};

/** Average run lengths, two-sided (spc of R, xcusum.arl). */
const RUN_LENGTHS = [
  { k: 0.5, h: 4, shift: 0, arl: 167.67 },
  { k: 0.5, h: 4, shift: 0.5, arl: 26.63 },
  { k: 0.5, h: 4, shift: 1, arl: 8.38 },
  { k: 0.5, h: 4, shift: 2, arl: 3.34 },
  { k: 0.5, h: 5, shift: 0, arl: 465.37 },
  { k: 0.5, h: 5, shift: 0.5, arl: 38.0 },
  { k: 0.5, h: 5, shift: 1, arl: 10.38 },
  { k: 0.5, h: 5, shift: 2, arl: 4.01 },
  { k: 0.5, h: 8, shift: 1, arl: 16.37 },
  { k: 0.5, h: 8, shift: 2, arl: 6.01 },
];

describe('CUSUM', () => {
  it('repeats the example of Montgomery, signal and estimate of the new mean included', () => {
    const states = cusum(
      MONTGOMERY.x.map((x) => x - 10),
      { k: 0.5, h: 5 },
    );
    for (const [index, state] of states.entries()) {
      expect(state.high).toBeCloseTo(MONTGOMERY.high[index]!, 9);
      expect(state.low).toBeCloseTo(MONTGOMERY.low[index]!, 9);
      expect(state.highCount).toBe(MONTGOMERY.highCount[index]);
    }
    const signal = states.findIndex(({ high, low }) => Math.max(high, low) > 5);
    expect(signal + 1).toBe(29);
    expect(signal + 1 - states[signal]!.highCount).toBe(22);
    expect(10 + estimatedRise(states[signal]!)).toBeCloseTo(11.254285714285714, 9);
  });

  it.each(RUN_LENGTHS)(
    'runs for $arl points on average with k $k, h $h and a shift of $shift σ',
    ({ k, h, shift, arl }) => {
      const random = seededRandom(`run-length-${k}-${h}-${shift}`);
      const runs = arl > 100 ? 1_500 : 4_000;
      const lengths = Array.from({ length: runs }, () => {
        let state = CUSUM_START;
        let length = 0;
        while (Math.max(state.high, state.low) <= h) {
          state = advanceCusum(state, normalQuantile(random() || 0.5) + shift, { k, h });
          length += 1;
        }
        return length;
      });
      const mean = lengths.reduce((sum, one) => sum + one, 0) / runs;
      // Run lengths are about geometric: the error of their mean is about arl ÷ √runs. Four of those.
      expect(Math.abs(mean / arl - 1)).toBeLessThan(4 / Math.sqrt(runs));
    },
  );

  it('sees a fall as it sees a rise', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true })), (residuals) => {
        const up = cusum(residuals);
        const down = cusum(residuals.map((z) => -z));
        expect(up.map(({ high, highCount }) => [high, highCount])).toEqual(
          down.map(({ low, lowCount }) => [low, lowCount]),
        );
      }),
    );
  });
});

describe('MAD z-score', () => {
  it('is that of R', () => {
    const x = [2.1, 2.3, 1.9, 2.0, 2.2, 9.7, 2.1, 2.4, 1.8, 2.0];
    for (const [index, z] of [
      0.0, 0.899333333333333, -0.899333333333335, -0.449666666666667, 0.449666666666667, 34.17466666666669,
      0.0, 1.349, -1.349000000000001, -0.449666666666667,
    ].entries()) {
      expect(madScore(x[index]!, x)).toBeCloseTo(z, 9);
    }
  });

  it('falls back to the mean deviation when most values are equal', () => {
    const x = [...Array.from({ length: 19 }, () => 5), 9];
    expect(madScore(9, x)).toBeCloseTo(15.957692964412749, 9);
    expect(madScore(5, x)).toBe(0);
  });

  it('finds any change of a value that never changed', () => {
    const x = [5, 5, 5];
    expect(madScore(5, x)).toBe(0);
    expect(madScore(5.000001, x)).toBeGreaterThan(MAD_CUT);
    expect(madScore(4, x)).toBeLessThan(-MAD_CUT);
  });

  it('is moved by neither scale nor place', () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (x, shift, factor) => {
          const moved = x.map((value) => value * factor + shift);
          const before = madScore(x[0]!, x);
          const after = madScore(moved[0]!, moved);
          if (Number.isFinite(before)) expect(after).toBeCloseTo(before, 6);
          else expect(after).toBe(before);
          expect(robustScale(moved).scale).toBeCloseTo(factor * robustScale(x).scale, 6);
        },
      ),
    );
  });
});

describe('hysteresis', () => {
  const run = (ratios: readonly number[]): boolean[] => {
    let state: HysteresisState = HYSTERESIS_START;
    return ratios.map((ratio) => {
      state = advanceHysteresis(state, ratio);
      return state.isOn;
    });
  };

  it('goes on with the third breach of five and stays on until five in a row are clearly below', () => {
    expect(run([1, 0, 1, 0, 1])).toEqual([false, false, false, false, true]);
    expect(run([1, 0, 1, 0, 0, 1])).not.toContain(true);
    const on = [1, 1, 1];
    expect(run([...on, 0.7, 0.7, 0.7, 0.7, 0.9, 0.7, 0.7, 0.7, 0.7]).at(-1)).toBe(true);
    expect(run([...on, 0.7, 0.7, 0.7, 0.7, 0.7]).at(-1)).toBe(false);
  });

  it('never goes on without three breaches and never off without five calm points', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 60 }), (ratios) => {
        const states = run(ratios);
        for (let index = 0; index < ratios.length; index += 1) {
          const wasOn = states[index - 1] ?? false;
          if (!wasOn && states[index]) {
            expect(
              ratios.slice(Math.max(0, index - 4), index + 1).filter((one) => one >= 1).length,
            ).toBeGreaterThanOrEqual(3);
          }
          if (wasOn && !states[index]) {
            expect(ratios.slice(index - 4, index + 1).every((one) => one < 0.8)).toBe(true);
          }
        }
      }),
    );
  });
});
