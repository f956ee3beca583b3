import { describe, expect, it } from 'vitest';
import { canTrim, firstTrim, loopedPlace, trimBetween } from './trim.ts';

describe('the part of a clip that a result covers', () => {
  it('begins as the middle half, and is never longer than the clip', () => {
    expect(firstTrim(10)).toEqual({ startSeconds: 2.5, durationSeconds: 5 });
    expect(firstTrim(1.6)).toEqual({ startSeconds: 0.3, durationSeconds: 1 });
  });

  it('is told by tenths of a second', () => {
    expect(trimBetween(0.333, 2.777)).toEqual({ startSeconds: 0.3, durationSeconds: 2.5 });
    expect(trimBetween(-0.02, 1)).toEqual({ startSeconds: 0, durationSeconds: 1 });
  });

  it('starts over at its end, and where the playhead is outside of it', () => {
    const part = { startSeconds: 2, durationSeconds: 3 };
    expect(loopedPlace(3, part)).toBeNull();
    expect(loopedPlace(1.95, part)).toBeNull();
    expect(loopedPlace(5, part)).toBe(2);
    expect(loopedPlace(0.5, part)).toBe(2);
  });

  it('is nothing to choose in a clip that is hardly longer than the shortest', () => {
    expect([canTrim(1.2), canTrim(2)]).toEqual([false, true]);
  });
});
