import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookOf } from '../testing/measure-look.ts';
import { buildLookMatchLut } from './look-match-lut.ts';

const FULL = { tone: 1, colour: 1, skinProtection: 0 };
const SIZE = 9;

/** Looks of random pictures: 200 pixels around a colour, with a spread. */
const look = fc
  .record({
    lightness: fc.double({ min: 0.15, max: 0.85, noNaN: true }),
    spread: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
    a: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
    b: fc.double({ min: -0.15, max: 0.15, noNaN: true }),
    noise: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 600, maxLength: 600 }),
  })
  .map(({ lightness, spread, a, b, noise }) =>
    lookOf(
      Float32Array.from(noise, (n, i) =>
        i % 3 === 0 ? lightness + spread * n : (i % 3 === 1 ? a : b) + 0.05 * n,
      ),
    ),
  );

describe('look match table', () => {
  it('is nearly the identity when example and footage look alike', () => {
    fc.assert(
      fc.property(look, (same) => {
        const { samples } = buildLookMatchLut(same, same, FULL, SIZE).lut;
        const largest = samples.reduce((worst, value, i) => {
          const step = Math.floor(i / 3 / SIZE ** (i % 3)) % SIZE;
          return Math.max(worst, Math.abs(value - step / (SIZE - 1)));
        }, 0);
        expect(largest).toBeLessThan(0.02);
      }),
      { numRuns: 25 },
    );
  });

  it('never turns a grey gradient around, and stays within its slope', () => {
    fc.assert(
      fc.property(look, look, (footage, example) => {
        const { slope } = buildLookMatchLut(footage, example, FULL, SIZE);
        expect(slope.reversals).toBe(0);
        expect(slope.steepest).toBeLessThanOrEqual(3.2);
      }),
      { numRuns: 40 },
    );
  });

  it('changes nothing at zero strength', () => {
    const [footage, example] = fc.sample(look, { numRuns: 2, seed: 5 });
    const none = buildLookMatchLut(footage!, example!, { tone: 0, colour: 0, skinProtection: 0 }, SIZE).lut;
    const same = buildLookMatchLut(footage!, footage!, FULL, SIZE).lut;
    const distance = none.samples.reduce((worst, v, i) => Math.max(worst, Math.abs(v - same.samples[i]!)), 0);
    expect(distance).toBeLessThan(0.02);
  });

  it('spares skin but not a wall, and neither where the example is monochrome', () => {
    const grey = lookOf(
      Float32Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? i / 600 : 0.02 * Math.sin(i))),
    );
    const tinted = lookOf(
      Float32Array.from({ length: 600 }, (_, i) => [i / 600, -0.1, 0.05][i % 3]! + 0.01 * Math.sin(i)),
    );
    const green = { ...tinted, offCurve: 0.04 };
    const shift = (skinProtection: number, point: readonly number[], example = green) => {
      const { samples } = buildLookMatchLut(grey, example, { tone: 0, colour: 1, skinProtection }, SIZE).lut;
      const at = 3 * (point[0]! + SIZE * (point[1]! + SIZE * point[2]!));
      return Math.hypot(...point.map((step, i) => samples[at + i]! - step / (SIZE - 1)));
    };
    const skin = [6, 5, 4];
    const wall = [5, 5, 5];
    expect(shift(0.9, skin)).toBeLessThan(0.75 * shift(0, skin));
    expect(shift(0.9, wall)).toBeGreaterThan(0.8 * shift(0, wall));
    expect(shift(0.9, skin, tinted)).toBeCloseTo(shift(0, skin, tinted), 6);
  });
});
