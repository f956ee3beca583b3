import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftWeights } from './weight-shift.ts';

const PROVIDERS = ['amber', 'birch', 'cedar'];
const entries = fc
  .array(
    fc.record({
      effectTypeId: fc.constantFrom('grade', 'grain'),
      providerId: fc.constantFrom(...PROVIDERS),
      weight: fc.integer({ min: 0, max: 1_000_000 }).map((ppm) => ppm / 1e6),
      reason: fc.constant('utility 0.5'),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((entry, index) => ({ ...entry, workflowId: `w${index}` })));
const shifts = fc.uniqueArray(fc.constantFrom(...PROVIDERS), { maxLength: 3 }).chain((ids) =>
  fc.tuple(
    ...ids.map((providerId) =>
      fc.record({
        actionId: fc.constant('a'),
        providerId: fc.constant(providerId),
        share: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
      }),
    ),
  ),
);

describe('shifting weight', () => {
  it('keeps the sum of every effect type to the millionth, and no weight goes below zero', () => {
    fc.assert(
      fc.property(entries, shifts, (before, moves) => {
        const after = shiftWeights(before, moves);
        for (const effectTypeId of ['grade', 'grain']) {
          const sum = (list: typeof before) =>
            list
              .filter((one) => one.effectTypeId === effectTypeId)
              .reduce((total, one) => total + Math.round(one.weight * 1e6), 0);
          expect(sum(after)).toBe(sum(before));
        }
        expect(after.every(({ weight }) => weight >= 0)).toBe(true);
      }),
    );
  });

  it('takes at most the share, from the provider alone, and gives nothing to who had nothing', () => {
    fc.assert(
      fc.property(entries, shifts, (before, moves) => {
        const after = shiftWeights(before, moves);
        for (const [index, entry] of before.entries()) {
          const share = moves.find(({ providerId }) => providerId === entry.providerId)?.share;
          const now = after[index]!.weight;
          if (share === undefined) expect(now).toBeGreaterThanOrEqual(entry.weight);
          else expect(now).toBeGreaterThanOrEqual(entry.weight * (1 - share) - 1e-6);
          if (entry.weight === 0) expect(now).toBe(0);
        }
      }),
    );
  });

  it('turns no work away: an effect that nobody else serves keeps its weights', () => {
    const alone = [{ effectTypeId: 'grade', providerId: 'amber', weight: 1, reason: 'only one' }];
    expect(shiftWeights(alone, [{ actionId: 'a', providerId: 'amber', share: 0.3 }])).toEqual(alone);
  });

  it('says in the reason what was moved', () => {
    const pair = [
      { effectTypeId: 'grade', providerId: 'amber', weight: 0.95, reason: 'best' },
      { effectTypeId: 'grade', providerId: 'birch', weight: 0.05, reason: 'explored' },
    ];
    expect(shiftWeights(pair, [{ actionId: 'a', providerId: 'amber', share: 0.3 }])).toEqual([
      {
        effectTypeId: 'grade',
        providerId: 'amber',
        weight: 0.665,
        reason: 'best; 30 % moved away by the engine',
      },
      { effectTypeId: 'grade', providerId: 'birch', weight: 0.335, reason: 'explored' },
    ]);
  });
});
