import { expect, it } from 'vitest';
import { deviceName, SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, slidingExpiry } from './session.ts';

const createdAt = new Date('2026-05-01T00:00:00Z');
const later = (ms: number) => new Date(createdAt.getTime() + ms);

it('extends a session by the idle time from its last use', () => {
  expect(slidingExpiry(createdAt, later(1_000))).toEqual(later(1_000 + SESSION_IDLE_MS));
});

it('never extends a session beyond its absolute end', () => {
  expect(slidingExpiry(createdAt, later(SESSION_ABSOLUTE_MS - 1_000))).toEqual(later(SESSION_ABSOLUTE_MS));
});

it('keeps control characters out of a device name', () => {
  expect(deviceName('Fire\u0000fox\n')).toBe('Fire fox');
  expect(deviceName('\n')).toBe('Unknown device');
});
