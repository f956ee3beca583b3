import { expect, it } from 'vitest';
import { type Judged, whyWon } from './why-won.ts';

const one = (taskId: string, composite: number | null, durationMs: number | null, style = 0.5): Judged => ({
  taskId,
  providerName: taskId.toUpperCase(),
  composite,
  durationMs,
  priceTokens: null,
  terms: null,
  parts: { fidelity: 0.8, styleAdherence: style, temporalConsistency: 0.9, artifacts: 0.9 },
});

it('names the lead in quality, the parts in which it is ahead, and the time', () => {
  expect(whyWon([one('a', 0.82, 2_000, 0.9), one('b', 0.78, 1_000), one('c', 0.6, 900)], 'a', false)).toEqual(
    [
      'Its quality is the highest: 82 of 100, 4 more than B.',
      'It comes closest to the look.',
      'It took the machine 2.0 s (B 1.0 s, C 900 ms).',
    ],
  );
});

it('says so when another is better and dearer, or the same to the eye', () => {
  expect(whyWon([one('a', 0.7, 500), one('b', 0.8, 4_000)], 'a', false)).toEqual([
    'B has 10 more points of quality, but is dearer or slower: all three decide.',
    'It took the machine 500 ms, the least of all (B 4.0 s).',
  ]);
  expect(whyWon([one('a', 0.8, null), one('b', 0.804, 4_000)], 'a', false)[0]).toContain(
    'the same as that of B',
  );
});

it('names what a clip in each look costs, and says so when it is the same', () => {
  const priced = (taskId: string, priceTokens: number): Judged => ({
    ...one(taskId, 0.7, null),
    priceTokens,
  });
  expect(whyWon([priced('a', 31), priced('b', 24), priced('c', 1_200)], 'a', false)).toContain(
    'A clip in this look costs 31 tk (B 24 tk, C 1,200 tk).',
  );
  expect(whyWon([priced('a', 31), priced('b', 31)], 'a', false)).toContain(
    'A clip in this look costs 31 tk, as much as the others.',
  );
  expect(whyWon([priced('a', 31), one('b', 0.6, null)], 'a', false).join()).not.toContain('costs');
});

it('is silent where there was nothing to choose from, and honest about a choice of one’s own', () => {
  expect(whyWon([one('a', 0.7, 500), one('b', null, null)], 'a', false)).toEqual([]);
  expect(whyWon([one('a', 0.7, 500)], null, false)).toEqual([]);
  expect(whyWon([one('a', 0.7, 500), one('b', 0.8, 1)], 'a', true)).toEqual([
    'You chose it; the ranking had another one first.',
  ]);
});

it('says what its rank gained and lost by quality, price and speed against the next best', () => {
  const ranked = (judged: Judged, quality: number, cost: number, speed: number): Judged => ({
    ...judged,
    terms: [
      { name: 'QUALITY', contribution: quality },
      { name: 'COST', contribution: cost },
      { name: 'SPEED', contribution: speed },
    ],
  });
  const a = ranked(one('a', 0.7, 500), 0.35, 0.3, 0.2);
  const b = ranked(one('b', 0.8, 500), 0.4, 0.2, 0.2);
  const c = ranked(one('c', 0.75, 500), 0.37, 0.05, 0.1);
  expect(whyWon([a, b, c], 'a', false)).toContain(
    'Points of its rank against B: quality \u22125, price of the work +10.',
  );
  expect(whyWon([a, one('b', 0.8, 500)], 'a', false).join()).not.toContain('Points');
});
