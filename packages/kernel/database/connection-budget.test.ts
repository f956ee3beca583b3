import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolSizeFor, TAIL_POOL_SIZE } from './connection-budget.ts';

describe('the connections of a process', () => {
  it('are never more than its limit, and leave none for show', () => {
    const use = fc.record({
      limit: fc.integer({ min: 30, max: 60 }),
      contexts: fc.integer({ min: 1, max: 14 }),
      leaders: fc.integer({ min: 0, max: 13 }),
    });
    fc.assert(
      fc.property(use, ({ limit, contexts, leaders }) => {
        const used = poolSizeFor({ limit, contexts, leaders }) * contexts + leaders + TAIL_POOL_SIZE;
        expect(used).toBeLessThanOrEqual(limit);
        expect(used + contexts).toBeGreaterThan(limit);
      }),
    );
  });

  it('are refused when a context would have none, with what to do', () => {
    expect(() => poolSizeFor({ limit: 20, contexts: 12, leaders: 10 })).toThrow(/24 at least.*--only/s);
  });
});
