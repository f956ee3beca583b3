import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GoldenAnswers, judgeTheJudge } from './judge-gate.ts';

const LADDERS = ['blur', 'noise', 'banding'].map((kind, i) => ({ kind, scores: [0.95 - i / 100, 0.7, 0.3] }));
const FAIR: GoldenAnswers['pairs'] = Array.from({ length: 10 }, (_, i) => ({
  id: `pair-${i}`,
  betterFirst: 'first',
  betterSecond: 'second',
}));
const good: GoldenAnswers = { ladders: LADDERS, pairs: FAIR, admitted: null };

describe('the gate for judges', () => {
  it('passes one that tells mild from gross damage, in either order, as it did before', () => {
    expect(judgeTheJudge({ ...good, admitted: LADDERS })).toEqual({
      standing: 'PASSED',
      reasons: [],
      figures: { discrimination: 1, worstOrder: 1, swapConsistency: 1, firstPlaceBias: 0, drift: 0 },
    });
  });

  it.each<[string, Partial<GoldenAnswers>, RegExp]>([
    [
      'always names the first place',
      { pairs: FAIR.map((pair) => ({ ...pair, betterSecond: 'first' })) },
      /favours a place/,
    ],
    [
      'never decides',
      { pairs: FAIR.map(({ id }) => ({ id, betterFirst: 'neither', betterSecond: 'neither' })) },
      /both orders for 0 %/,
    ],
    [
      'is blind to one kind',
      { ladders: [...LADDERS, { kind: 'flicker', scores: [0.5, 0.6, 0.9] }] },
      /correlation of -1.00/,
    ],
    [
      'gives everything the same',
      { ladders: LADDERS.map(({ kind }) => ({ kind, scores: [0.5, 0.5, 0.5] })) },
      /50 % of the pairs/,
    ],
    [
      'says other than when it was admitted',
      { admitted: LADDERS.map(({ kind, scores }) => ({ kind, scores: scores.map((s) => s - 0.1) })) },
      /moved by 0.100/,
    ],
    ['was admitted with another golden set', { admitted: LADDERS.slice(1) }, /moved by Infinity/],
    [
      'answers with no numbers',
      { ladders: LADDERS.map(({ kind }) => ({ kind, scores: [Number.NaN, Number.NaN, Number.NaN] })) },
      /0 % of the pairs/,
    ],
  ])('quarantines one that %s, and says why', (_what, change, reason) => {
    const { standing, reasons } = judgeTheJudge({ ...good, ...change });
    expect(standing).toBe('QUARANTINED');
    expect(reasons.join(' ')).toMatch(reason);
  });

  it('never passes a judge that decides by chance of place, whatever it scores', () => {
    const place = fc.constantFrom('first' as const, 'second' as const);
    fc.assert(
      fc.property(fc.array(place, { minLength: 10, maxLength: 40 }), (places) => {
        const pairs = places.map((named, i) => ({ id: `${i}`, betterFirst: named, betterSecond: named }));
        expect(judgeTheJudge({ ...good, pairs }).standing).toBe('QUARANTINED');
      }),
    );
  });
});
