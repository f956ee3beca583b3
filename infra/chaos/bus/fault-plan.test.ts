import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULTS, planFaults } from './fault-plan.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('a plan of faults', () => {
  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(planFaults(seed, 30)).toEqual(planFaults(seed, 30));
      }),
    );
  });

  it('has every fault at least once, in order of time and within the time', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 10, max: 300 }), (seed, seconds) => {
        const plan = planFaults(seed, seconds);
        expect(new Set(plan.map(({ name }) => name))).toEqual(new Set(Object.keys(FAULTS)));
        const times = plan.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times.at(-1)).toBeLessThanOrEqual(seconds * 1_000);
      }),
    );
  });

  it('poisons before it cures', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const names = planFaults(seed, 20).map(({ name }) => name);
        expect(names.indexOf('poison')).toBeLessThan(names.indexOf('cure'));
      }),
    );
  });
});
