/** A span of real time in which media tools worked for an event. */
export interface Worked {
  startedAt: string | Date;
  endedAt: string | Date;
}

/** What a timeline needs to know of an event. */
export interface TimedEvent {
  position: string;
  type: string;
  at: Date;
  mediaIntervals: readonly Worked[];
}

/** A stretch in which nothing was told. */
export interface TraceGap {
  afterPosition: string;
  afterType: string;
  beforePosition: string;
  beforeType: string;
  durationMs: number;
  /** How much of it media tools are known to have worked, overlaps once. */
  workedMs: number;
}

export interface Timeline {
  startedAt: Date | null;
  endedAt: Date | null;
  durationMs: number;
  /** Longest first. */
  gaps: TraceGap[];
}

/**
 * How long a trace took and where its time went. Facts are ordered by their place in the log; one that was told late may
 * have happened before the one in front of it, and then there is no gap between them.
 * @param events in the order of the log
 * @param shortestGapMs shorter stretches are left out
 */
export function timelineOf(events: readonly TimedEvent[], shortestGapMs: number): Timeline {
  const gaps: TraceGap[] = [];
  let reached: TimedEvent | null = null;
  for (const event of events) {
    if (reached && event.at.getTime() - reached.at.getTime() >= shortestGapMs) {
      gaps.push(gapBetween(reached, event, events));
    }
    if (!reached || event.at >= reached.at) reached = event;
  }
  const times = events.map(({ at }) => at.getTime());
  const startedAt = times.length > 0 ? Math.min(...times) : null;
  const endedAt = times.length > 0 ? Math.max(...times) : null;
  return {
    startedAt: startedAt === null ? null : new Date(startedAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
    durationMs: (endedAt ?? 0) - (startedAt ?? 0),
    gaps: gaps.sort((a, b) => b.durationMs - a.durationMs),
  };
}

function gapBetween(after: TimedEvent, before: TimedEvent, all: readonly TimedEvent[]): TraceGap {
  const from = after.at.getTime();
  const to = before.at.getTime();
  return {
    afterPosition: after.position,
    afterType: after.type,
    beforePosition: before.position,
    beforeType: before.type,
    durationMs: to - from,
    workedMs: coveredMs(
      all.flatMap(({ mediaIntervals }) => mediaIntervals),
      from,
      to,
    ),
  };
}

/** How much of a stretch is covered by intervals; what two of them cover counts once. */
function coveredMs(intervals: readonly Worked[], from: number, to: number): number {
  const clipped = intervals
    .map(({ startedAt, endedAt }) => [
      Math.max(from, new Date(startedAt).getTime()),
      Math.min(to, new Date(endedAt).getTime()),
    ])
    .filter(([start, end]) => end! > start!)
    .sort(([a], [b]) => a! - b!);
  let covered = 0;
  let until = from;
  for (const [start, end] of clipped) {
    covered += Math.max(0, end! - Math.max(until, start!));
    until = Math.max(until, end!);
  }
  return covered;
}
