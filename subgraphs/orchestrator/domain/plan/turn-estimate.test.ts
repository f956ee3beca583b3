import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followsNth, turnStartsInMs } from './turn-estimate.ts';

/** Places as they would become free if every run took the mean: the reference that the formula stands for. */
function simulated(heldMs: readonly number[], meanMs: number, place: number): number {
  const free = heldMs.map((held) => Math.max(0, meanMs - held));
  for (let turn = 1; ; turn += 1) {
    free.sort((a, b) => a - b);
    const starts = free.shift()!;
    if (turn === place) return starts;
    free.push(starts + meanMs);
  }
}

describe('the time until a turn', () => {
  it('is that of a line before places which are each held for the mean', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 1, max: 40 }),
        (held, meanHeldMs, place) => {
          const longestFirst = [...held].sort((a, b) => b - a);
          const limit = held.length;
          const heldMs = longestFirst[followsNth(place, limit)]!;
          expect(turnStartsInMs({ place, limit, meanHeldMs, heldMs })).toBe(
            simulated(held, meanHeldMs, place),
          );
        },
      ),
    );
  });

  it('is now where a place is free, and not told before anything was measured', () => {
    expect(turnStartsInMs({ place: 1, limit: 2, meanHeldMs: null, heldMs: null })).toBe(0);
    expect(turnStartsInMs({ place: 1, limit: 2, meanHeldMs: null, heldMs: 5_000 })).toBeNull();
  });
});
