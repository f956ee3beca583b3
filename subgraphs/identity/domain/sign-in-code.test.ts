import { describe, expect, it } from 'vitest';
import {
  type AddressAttempts,
  afterWrongCode,
  attemptsLeft,
  currentAttempts,
  drawCode,
  LOCK_MS,
} from './sign-in-code.ts';

const now = new Date('2026-05-01T12:00:00Z');
const fresh: AddressAttempts = { wrongAttempts: 0, lockedUntil: null, codesSent: 0, windowStartedAt: now };
const wrong = (times: number): AddressAttempts =>
  Array.from({ length: times }).reduce<AddressAttempts>((attempts) => afterWrongCode(attempts, now), fresh);

describe('attempts on an address', () => {
  it('locks at the fifth wrong code', () => {
    expect(attemptsLeft(wrong(4))).toBe(1);
    expect(wrong(4).lockedUntil).toBeNull();
    expect(wrong(5).lockedUntil).toEqual(new Date(now.getTime() + LOCK_MS));
    expect(attemptsLeft(wrong(5))).toBe(0);
  });

  it('starts anew when the lock ends, not a moment before', () => {
    const end = now.getTime() + LOCK_MS;
    expect(attemptsLeft(currentAttempts(wrong(5), new Date(end - 1)))).toBe(0);
    expect(attemptsLeft(currentAttempts(wrong(5), new Date(end)))).toBe(5);
  });
});

it('draws six digits', () => {
  for (let draw = 0; draw < 200; draw += 1) expect(drawCode()).toMatch(/^\d{6}$/);
});
