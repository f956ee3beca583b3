import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { ADVICE_POLICY } from './advice-policy.ts';
import { learnElasticity, type PriceChange } from './elasticity.ts';

/** Weeks that grow by 3 % each, and answer to a rise of a quarter. */
function change(elasticity: number, fields: Partial<PriceChange> = {}): PriceChange {
  const week = (index: number) => 400 * 1.03 ** index * (1 + 0.01 * (((index * 7) % 3) - 1));
  const answer = 1.25 ** -elasticity;
  return {
    effectTypeId: null,
    fromTokens: 20,
    toTokens: 25,
    before: [0, 1, 2, 3].map((index) => Math.round(week(index))),
    after: [4, 5, 6, 7].map((index) => Math.round(week(index) * answer)),
    ...fields,
  };
}

describe('elasticity', () => {
  it('is learned from a past change of the price, growth apart', () => {
    for (const truth of [0.2, 1, 2]) {
      const learned = learnElasticity([change(truth), change(truth)], ADVICE_POLICY);
      expect(learned.changes).toBe(2);
      expect(Math.abs(learned.mean - truth)).toBeLessThan(0.45);
    }
    const down = learnElasticity(
      [{ ...change(2), fromTokens: 25, toTokens: 20, after: change(-2).after }],
      ADVICE_POLICY,
    );
    expect(down.mean).toBeGreaterThan(1);
  });

  it('is what the policy takes for possible while there are too few weeks or runs', () => {
    const random = seededRandom('draws');
    for (const few of [change(2, { after: [400, 400] }), change(2, { before: [9, 9, 9, 9] })]) {
      const unknown = learnElasticity([few], ADVICE_POLICY);
      expect(unknown).toMatchObject({ mean: 0.75, changes: 0 });
      const draws = Array.from({ length: 500 }, () => unknown.draw(random));
      expect([Math.min(...draws) < 0.1, Math.max(...draws) > 1.4]).toEqual([true, true]);
    }
  });
});
