import { describe, expect, it } from 'vitest';
import { normalDraw } from './draws.ts';
import { normalTail } from './normal-tail.ts';
import { nextLevel, type TestedBatch, testBatch } from './online-false-discovery.ts';
import { seededRandom } from './seeded-random.ts';

describe('the level of the next batch', () => {
  it('is what the first batches of the algorithm have, by hand', () => {
    const nothing = (level: number): TestedBatch => ({ level, size: 10, rejections: 0, rejectionsPlus: 1 });
    const first = 0.1 * 0.4374901658;
    expect(nextLevel([], 10, 0.1)).toBeCloseTo(first, 12);
    // It believed in nothing: all that it was granted is used up.
    expect(nextLevel([nothing(first)], 10, 0.1)).toBeCloseTo(0.1 * 0.4374901658 * 2 ** -1.6, 12);
    // Two believed, and one of them would have been without the other: (γ1 + γ2)·0.1 − γ1·0.1, with the gain of 12 ÷ 10.
    const two = { level: first, size: 10, rejections: 2, rejectionsPlus: 3 };
    expect(nextLevel([two], 10, 0.1)).toBeCloseTo(0.1 * 0.4374901658 * 2 ** -1.6 * 1.2, 12);
  });

  it('never passes the rate, and never falls below nothing', () => {
    const rich = { level: 0.0001, size: 5, rejections: 5, rejectionsPlus: 5 };
    expect(nextLevel([rich, rich, rich], 1, 0.1)).toBe(0.1);
    const poor = { level: 0.1, size: 5, rejections: 0, rejectionsPlus: 1 };
    expect(nextLevel([poor, poor], 5, 0.1)).toBe(0);
  });
});

describe('twenty weeks of asking the same ten questions', () => {
  /** Evidence of four weeks, of which three stay from one week to the next. @param effects true means per week */
  function history(seed: string, effects: readonly number[]) {
    const random = seededRandom(seed);
    const weeks = Array.from({ length: 23 }, () => effects.map((effect) => effect + normalDraw(random)));
    const batches: TestedBatch[] = [];
    let [found, wrong] = [0, 0];
    for (let week = 0; week < 20; week += 1) {
      const pValues = effects.map((_, index) => {
        const mean = weeks.slice(week, week + 4).reduce((sum, row) => sum + row[index]!, 0) / 2;
        return mean > 0 ? normalTail(mean) : 1;
      });
      const { believed, batch } = testBatch(batches, pValues, 0.1);
      batches.push(batch);
      believed.forEach((isBelieved, index) => {
        if (!isBelieved) return;
        found += 1;
        if (effects[index] === 0) wrong += 1;
      });
    }
    return { found, wrong };
  }
  const worlds = (effects: readonly number[]) =>
    Array.from({ length: 400 }, (_, index) => history(`${effects.join()}:${index}`, effects));

  it('believes in something false in fewer than one world of ten where nothing is true', () => {
    const share = worlds(new Array(10).fill(0)).filter(({ wrong }) => wrong > 0).length / 400;
    expect(share).toBeLessThan(0.1);
  });

  it('is wrong in fewer than one of ten of what it believes, and still believes what is true', () => {
    const told = worlds([0, 0, 0, 0, 0, 0, 0, 3, 3, 3]);
    const share = told.reduce((sum, { found, wrong }) => sum + wrong / Math.max(1, found), 0) / told.length;
    expect(share).toBeLessThan(0.1);
    expect(told.every(({ found, wrong }) => found - wrong >= 50)).toBe(true);
  });
});
