import { describe, expect, it } from 'vitest';
import { claimNow, isLate } from './review-place.ts';

const now = new Date('2026-01-01T12:00:00Z');
const anna = { id: 'a', displayName: 'Anna' };

describe('an item of the queue', () => {
  it('is with whoever claimed it, until that is over', () => {
    const dueAt = '2026-01-02T00:00:00Z';
    expect(claimNow({ dueAt, claimedBy: anna, claimedUntil: '2026-01-01T12:10:00Z' }, now)).toEqual(anna);
    expect(claimNow({ dueAt, claimedBy: anna, claimedUntil: '2026-01-01T12:00:00Z' }, now)).toBeNull();
    expect(claimNow({ dueAt }, now)).toBeNull();
  });

  it('is late from the moment on by which it should be decided', () => {
    expect(isLate({ dueAt: '2026-01-01T12:00:00Z' }, now)).toBe(true);
    expect(isLate({ dueAt: '2026-01-01T12:00:01Z' }, now)).toBe(false);
  });
});
