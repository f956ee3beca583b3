import { describe, expect, it } from 'vitest';
import { type NabSeries, nabScore, normalised } from './nab-score.ts';

const STANDARD = { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 };
const series: NabSeries = {
  name: 'one window',
  times: [],
  values: new Array<number>(1_000).fill(0),
  windows: [[500, 599]],
};
const score = (...detections: number[]) => nabScore(series, detections, STANDARD);

describe("NAB's score", () => {
  it('is 1 at the very beginning of a window, less later, and only the first detection counts', () => {
    expect(score(500)).toBeCloseTo(1, 12);
    expect(score(560)).toBeLessThan(score(520));
    expect(score(599)).toBeGreaterThan(0);
    expect(score(520, 540, 580)).toBe(score(520));
  });

  it('costs a missed window, and a false alarm by how far it is from the window before', () => {
    expect(score()).toBe(-1);
    expect(score(300)).toBeCloseTo(-1 - 0.11, 12);
    expect(score(950)).toBeCloseTo(-1 - 0.11, 2);
    // Just after the window: hardly.
    expect(score(601)).toBeGreaterThan(-1 - 0.02);
  });

  it('does not look at the probationary period', () => {
    expect(score(10, 149)).toBe(-1);
    expect(score(150)).toBeLessThan(-1);
  });

  it('is normalised between saying nothing and being perfect', () => {
    for (const profile of [STANDARD, { tpWeight: 1, fnWeight: 2, fpWeight: 0.11 }]) {
      expect(normalised(nabScore(series, [], profile), 1, profile)).toBeCloseTo(0, 12);
      expect(normalised(nabScore(series, [500], profile), 1, profile)).toBeCloseTo(100, 12);
    }
  });
});
