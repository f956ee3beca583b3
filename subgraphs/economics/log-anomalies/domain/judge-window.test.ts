import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type JudgedWindow, judgeWindow, type PatternCounts } from './judge-window.ts';

/** Ordinary hours: a few kinds of warnings, now more, now fewer, judged one after the other. */
function ordinaryHours(count: number): JudgedWindow[] {
  const random = seededRandom('ordinary hours');
  const windows: JudgedWindow[] = [];
  for (let index = 0; index < count; index += 1) {
    const counts: PatternCounts = {
      'execution WARN LEASE_EXPIRED': 1 + Math.floor(random() * 4),
      'economics WARN ALERT_ERRORS': Math.floor(random() * 3),
      'quality WARN JUDGE_SLOW': 2 + Math.floor(random() * 3),
    };
    // Scores of the past are what judging gave; a fixed scatter stands for them, to keep the test quick.
    windows.push({ counts, score: 0.45 + 0.15 * random() });
  }
  return windows;
}

describe('an hour of log patterns', () => {
  const past = ordinaryHours(150);

  it('is ordinary when it is like the others', () => {
    expect(judgeWindow(past, past[77]!.counts, 'seed').isAnomalous).toBe(false);
  });

  it('stands out by a burst, by a kind that was never there, and says which', () => {
    const burst = judgeWindow(past, { ...past[77]!.counts, 'execution WARN LEASE_EXPIRED': 400 }, 'seed');
    expect(burst.isAnomalous).toBe(true);
    expect(burst.standouts[0]).toMatchObject({ pattern: 'execution WARN LEASE_EXPIRED', count: 400 });
    const news = judgeWindow(past, { ...past[77]!.counts, 'gallery CRITICAL PUBLISH_FAILED': 30 }, 'seed');
    expect(news.isAnomalous).toBe(true);
    expect(news.standouts[0]).toMatchObject({ pattern: 'gallery CRITICAL PUBLISH_FAILED', usual: 0 });
  });

  it('is judged the same way again by the same seed', () => {
    const counts = { 'execution WARN LEASE_EXPIRED': 9 };
    expect(judgeWindow(past, counts, 'a')).toEqual(judgeWindow(past, counts, 'a'));
    expect(judgeWindow(past, counts, 'a').score).not.toBe(judgeWindow(past, counts, 'b').score);
  });

  it('is not judged before a day of others, and not alarming when hardly anything was written', () => {
    expect(judgeWindow(past.slice(0, 95), { x: 500 }, 'seed')).toMatchObject({
      score: null,
      isAnomalous: false,
    });
    const quiet = past.map((window) => ({ ...window, counts: {} }));
    expect(judgeWindow(quiet, { 'gallery WARN ODD': 2 }, 'seed').isAnomalous).toBe(false);
    expect(judgeWindow(quiet, { 'gallery WARN ODD': 3 }, 'seed').isAnomalous).toBe(true);
  });
});
