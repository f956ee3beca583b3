import { describe, expect, it } from 'vitest';
import { LONGEST_MOVE_MS, whyUnmovable } from './clock-move.ts';

describe('a move of the test clock', () => {
  it('goes forward, by 400 days at most', () => {
    expect([1n, LONGEST_MOVE_MS].map(whyUnmovable)).toEqual([null, null]);
    expect(whyUnmovable(0n)).toMatch(/forward/);
    expect(whyUnmovable(-1n)).toMatch(/forward/);
    expect(whyUnmovable(LONGEST_MOVE_MS + 1n)).toMatch(/400 days/);
  });
});
