import { expect, it } from 'vitest';
import { DAY_MS, spanBefore, spanEndingAt } from './spans.ts';

it('ends with the running minute, and the one before ends where it begins', () => {
  const span = spanEndingAt(Date.parse('2026-05-02T10:20:30.500Z'), DAY_MS);
  expect(span).toEqual({ from: '2026-05-01T10:21:00.000Z', to: '2026-05-02T10:21:00.000Z' });
  expect(spanBefore(span)).toEqual({ from: '2026-04-30T10:21:00.000Z', to: '2026-05-01T10:21:00.000Z' });
});
