import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unionMs } from './platform-time.ts';

describe('the union of intervals', () => {
  it('counts overlapping stretches once and leaves out what lies outside the frame', () => {
    const intervals = [
      { startedAtMs: 0, endedAtMs: 10 },
      { startedAtMs: 5, endedAtMs: 20 },
      { startedAtMs: 30, endedAtMs: 40 },
    ];
    expect(unionMs(intervals, { startedAtMs: 8, endedAtMs: 35 })).toBe(12 + 5);
  });

  it('equals counting milliseconds one by one', () => {
    const interval = fc
      .tuple(fc.nat(60), fc.nat(60))
      .map(([a, b]) => ({ startedAtMs: Math.min(a, b), endedAtMs: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.array(interval), interval, (intervals, frame) => {
        let counted = 0;
        for (let ms = frame.startedAtMs; ms < frame.endedAtMs; ms += 1) {
          if (intervals.some((one) => one.startedAtMs <= ms && ms < one.endedAtMs)) counted += 1;
        }
        expect(unionMs(intervals, frame)).toBe(counted);
      }),
    );
  });
});
