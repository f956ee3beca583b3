import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptSlots } from './adapt-slots.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

describe('the slots of a provider', () => {
  it('stay between one and what an admin set, and never grow while it throttles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 64 }),
        fc.nat(100),
        fc.nat(100),
        fc.option(fc.nat(1_000_000)),
        (slots, more, attempts, throttled, heldMs) => {
          const throttledAttempts = Math.min(attempts, throttled);
          const changedAt = heldMs === null ? null : ago(heldMs);
          const next = adaptSlots(
            { slots, ceiling: slots + more, changedAt, attempts, throttledAttempts },
            NOW,
          );
          expect(next).toBeGreaterThanOrEqual(1);
          expect(next).toBeLessThanOrEqual(slots + more);
          expect(next - slots).toBeLessThanOrEqual(throttledAttempts > 0 ? 0 : 1);
        },
      ),
    );
  });

  it('are as many as a provider bears, soon, and grow back when it bears more', () => {
    const bearsAtFirst = 5;
    let slots = 16;
    let changedAt: Date | null = null;
    const seen: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const limit = round < 30 ? bearsAtFirst : 100;
      const now = new Date(NOW.getTime() + round * 40_000);
      const throttledAttempts = slots > limit ? 1 : 0;
      const next = adaptSlots({ slots, ceiling: 16, changedAt, attempts: slots, throttledAttempts }, now);
      if (next !== slots) changedAt = now;
      slots = next;
      seen.push(slots);
    }
    expect(Math.max(...seen.slice(3, 30))).toBeLessThanOrEqual(bearsAtFirst + 1);
    expect(Math.min(...seen.slice(3, 30))).toBeGreaterThanOrEqual(Math.floor((bearsAtFirst + 1) / 2));
    expect(seen.at(-1)).toBe(16);
  });
});
