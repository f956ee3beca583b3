import { describe, expect, it } from 'vitest';
import { sequenceRadius } from './confidence-sequence.ts';
import { normalDraw } from './draws.ts';
import { seededRandom } from './seeded-random.ts';

describe('a confidence sequence', () => {
  it('misses the true mean at any of 2,000 looks in no more than 5 % of 400 seeded runs', () => {
    let missed = 0;
    for (let run = 0; run < 400; run += 1) {
      const random = seededRandom(`sequence-${run}`);
      let [sum, squares, hasMissed] = [0, 0, false];
      for (let count = 1; count <= 2_000; count += 1) {
        const value = 0.3 + 2 * normalDraw(random);
        sum += value;
        squares += value * value;
        // It is asymptotic: a deviation from a handful of values says too little.
        if (count < 30) continue;
        const mean = sum / count;
        const deviation = Math.sqrt((squares - sum * mean) / (count - 1));
        if (Math.abs(mean - 0.3) > sequenceRadius(deviation, count)) hasMissed = true;
      }
      if (hasMissed) missed += 1;
    }
    expect(missed / 400).toBeLessThanOrEqual(0.05);
  });

  it('is wider than the interval for one look, and narrows', () => {
    const once = (count: number): number => 1.96 / Math.sqrt(count);
    for (const count of [30, 200, 5_000]) expect(sequenceRadius(1, count)).toBeGreaterThan(once(count));
    expect(sequenceRadius(1, 400)).toBeLessThan(sequenceRadius(1, 100));
  });
});
