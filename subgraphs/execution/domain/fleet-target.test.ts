import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fleet, fleetTarget, planScaling } from './fleet-target.ts';

const fleet = (change: Partial<Fleet> = {}): Fleet => ({
  ...{ name: 'night', minAgents: 1, maxAgents: 5, isScaled: true, wantedAgents: 2, removedAt: null },
  ...{ nanoUsdPerHour: 100n, budgetNanoUsdPerHour: 450n },
  ...change,
});

describe('how many agents a fleet is to have', () => {
  it('is within its bounds and its budget, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.bigInt({ min: 0n, max: 1_000n }),
        fc.bigInt({ min: 0n, max: 10_000n }),
        fc.nat(50),
        fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 5 }),
        (minAgents, more, nanoUsdPerHour, budgetNanoUsdPerHour, wantedAgents, deltas) => {
          const one = fleet({
            minAgents,
            maxAgents: minAgents + more,
            nanoUsdPerHour,
            budgetNanoUsdPerHour,
            wantedAgents,
          });
          const target = fleetTarget(one, deltas);
          expect(target).toBeLessThanOrEqual(one.maxAgents);
          expect(BigInt(target) * nanoUsdPerHour).toBeLessThanOrEqual(budgetNanoUsdPerHour);
          const isPaid = BigInt(minAgents) * nanoUsdPerHour <= budgetNanoUsdPerHour;
          if (isPaid) expect(target).toBeGreaterThanOrEqual(minAgents);
        },
      ),
    );
  });

  it('follows adjustments and is none once the document has it no more', () => {
    expect(fleetTarget(fleet(), [])).toBe(2);
    expect(fleetTarget(fleet(), [1])).toBe(3);
    expect(fleetTarget(fleet(), [9])).toBe(4);
    expect(fleetTarget(fleet({ removedAt: new Date() }), [9])).toBe(0);
  });
});

describe('the plan of scaling', () => {
  it('starts the lowest free names and drains the highest', () => {
    expect(planScaling('night', ['night-2'], ['night-1'], 3)).toEqual({
      start: ['night-3', 'night-4'],
      drain: [],
    });
    expect(planScaling('night', ['night-2', 'night-10', 'night-9'], [], 1)).toEqual({
      start: [],
      drain: ['night-10', 'night-9'],
    });
  });
});
