import { describe, expect, it } from 'vitest';
import { afterAttempt } from './delivery.ts';

const failed = { kind: 'failed', cause: 'busy' } as const;

describe('an attempt at a delivery', () => {
  it('that fails is followed by another, later and later, until the channel gives up', () => {
    const waits: number[] = [];
    let attempts = 1;
    for (; afterAttempt('EMAIL', attempts, failed).state === 'WAITING'; attempts += 1) {
      waits.push(afterAttempt('EMAIL', attempts, failed).retryAfterMs!);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect([attempts, afterAttempt('EMAIL', attempts, failed)]).toEqual([
      waits.length + 1,
      { state: 'DEAD', cause: 'busy', retryAfterMs: null },
    ]);
  });

  it('is repeated no sooner than the other side asked for, and within the day', () => {
    const waitMs = (retryAfterMs: number) =>
      afterAttempt('WEB_PUSH', 1, { ...failed, retryAfterMs }).retryAfterMs;
    expect([waitMs(1_000), waitMs(7 * 60_000), waitMs(72 * 3_600_000)]).toEqual([
      10_000,
      420_000,
      12 * 3_600_000,
    ]);
    expect(afterAttempt('WEB_PUSH', 5, { ...failed, retryAfterMs: 60_000 }).state).toBe('DEAD');
  });

  it('that is refused for good is not repeated', () => {
    expect(afterAttempt('EMAIL', 1, { kind: 'refused', cause: 'no such box' })).toEqual({
      state: 'DEAD',
      cause: 'no such box',
      retryAfterMs: null,
    });
  });

  it('that finds no way to the person is no failure', () => {
    expect(afterAttempt('EMAIL', 1, { kind: 'no-way', cause: 'no address' }).state).toBe('SKIPPED');
    expect(afterAttempt('EMAIL', 3, { kind: 'sent' })).toEqual({
      state: 'SENT',
      cause: null,
      retryAfterMs: null,
    });
  });
});
