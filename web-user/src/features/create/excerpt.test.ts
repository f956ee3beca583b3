import { describe, expect, it } from 'vitest';
import { canChoose, excerptBetween, firstExcerpt, loopedPlace } from './excerpt.ts';

describe('the part of a clip that is tried', () => {
  it('begins around the middle, and is never longer than the clip', () => {
    expect(firstExcerpt(10)).toEqual({ startSeconds: 3.5, durationSeconds: 3 });
    expect(firstExcerpt(2)).toEqual({ startSeconds: 0.5, durationSeconds: 1 });
  });

  it('is told by tenths of a second', () => {
    expect(excerptBetween(0.333, 2.777)).toEqual({ startSeconds: 0.3, durationSeconds: 2.5 });
    expect(excerptBetween(-0.02, 1)).toEqual({ startSeconds: 0, durationSeconds: 1 });
  });

  it('starts over at its end, and where the playhead is outside of it', () => {
    const part = { startSeconds: 2, durationSeconds: 3 };
    expect(loopedPlace(3, part)).toBeNull();
    expect(loopedPlace(1.95, part)).toBeNull();
    expect(loopedPlace(5, part)).toBe(2);
    expect(loopedPlace(0.5, part)).toBe(2);
  });

  it('is nothing to choose in a clip that is hardly longer than the shortest', () => {
    expect([canChoose(1.2), canChoose(2)]).toEqual([false, true]);
  });
});
