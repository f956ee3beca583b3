import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { nextReplayAt, triageOf } from './triage.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });
const now = new Date('2026-01-01T00:00:00.000Z');

describe('a failure is sorted as', () => {
  it.each([
    ['transient', coded('40P01')],
    ['transient', coded('ECONNRESET')],
    ['transient', new StudioError('RUN_CHANGED', 'x', { retryable: true })],
    ['schema', z.object({ a: z.string() }).safeParse({}).error],
    ['schema', new StudioError('EVENT_INVALID', 'x')],
    ['schema', coded('22P02')],
    ['downstream', new StudioError('GRAPH_FAILED', 'x', { retryable: true })],
    ['downstream', new StudioError('STORAGE_FAILED', 'x')],
    ['unknown', new Error('x')],
    ['unknown', 'x'],
    // What wraps it says less than what it wraps.
    ['transient', new Error('x', { cause: coded('40001') })],
  ])('%s: %o', (triage, error) => {
    expect(triageOf(error)).toBe(triage);
  });
});

it('is replayed with growing pauses, then left to a person; what does not fit never is', () => {
  const minutes = (triage: Parameters<typeof nextReplayAt>[0], replays: number) => {
    const at = nextReplayAt(triage, replays, now);
    return at && (at.getTime() - now.getTime()) / 60_000;
  };
  expect([0, 1, 2, 3].map((replays) => minutes('transient', replays))).toEqual([1, 5, 25, null]);
  expect([0, 7, 8].map((replays) => minutes('downstream', replays))).toEqual([15, 15, null]);
  expect([minutes('schema', 0), minutes('unknown', 0)]).toEqual([null, null]);
});
