import { describe, expect, it } from 'vitest';
import { type TimedEvent, timelineOf } from './timeline.ts';

const at = (ms: number): Date => new Date(1_000_000 + ms);
const event = (position: number, ms: number, worked: readonly [number, number][] = []): TimedEvent => ({
  position: String(position),
  type: `E${position}`,
  at: at(ms),
  mediaIntervals: worked.map(([from, to]) => ({ startedAt: at(from), endedAt: at(to).toISOString() })),
});

describe('the timeline of a trace', () => {
  it('has its gaps, longest first, with what media tools are known to have worked in them', () => {
    // Tools worked 100–600 and 400–900 of the first gap, and 50 ms into it from before.
    const events = [
      event(1, 0),
      event(2, 1_000, [
        [-50, 50],
        [100, 600],
        [400, 900],
      ]),
      event(3, 1_200),
      event(4, 4_200),
    ];
    const { startedAt, durationMs, gaps } = timelineOf(events, 500);
    expect({ startedAt, durationMs }).toEqual({ startedAt: at(0), durationMs: 4_200 });
    expect(
      gaps.map(({ afterType, beforeType, durationMs, workedMs }) => [
        afterType,
        beforeType,
        durationMs,
        workedMs,
      ]),
    ).toEqual([
      ['E3', 'E4', 3_000, 0],
      ['E1', 'E2', 1_000, 850],
    ]);
  });

  it('has none where a fact was told late, and is empty without events', () => {
    const events = [event(1, 0), event(2, 900), event(3, 100), event(4, 950)];
    expect(timelineOf(events, 500).gaps.map(({ beforeType }) => beforeType)).toEqual(['E2']);
    expect(timelineOf([], 500)).toEqual({ startedAt: null, endedAt: null, durationMs: 0, gaps: [] });
  });
});
