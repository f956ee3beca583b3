import { expect, it } from 'vitest';
import { followerTime } from './use-synced.ts';

it('starts a shorter clip over while the longer one goes on', () => {
  expect(followerTime(2.5, 6)).toBe(2.5);
  expect(followerTime(7.5, 3)).toBe(1.5);
});

it('stays at the start while a length is not known', () => {
  expect(followerTime(4, Number.NaN)).toBe(0);
});

it('goes along with an excerpt at its own place of the whole clip', () => {
  expect(followerTime(0.5, 8, 4.5)).toBe(5);
  expect(followerTime(1.9, 8, 6.5)).toBeCloseTo(0.4);
});
