import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-05-01T12:00:00Z');

it.each([
  ['120', 120_000],
  ['Fri, 01 May 2026 12:05:00 GMT', 300_000],
  ['Fri, 01 May 2026 11:00:00 GMT', 0],
  ['soon', null],
  [undefined, null],
])('a server that says %s asks for %s milliseconds', (value, ms) => {
  expect(retryAfterMs(new Headers(value === undefined ? {} : { 'retry-after': value }), now)).toBe(ms);
});
