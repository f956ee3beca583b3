/** A stretch of wall time, Unix milliseconds. */
export interface Interval {
  startedAtMs: number;
  endedAtMs: number;
}

/** Length of the union of intervals, each cut to the given frame, in milliseconds. */
export function unionMs(intervals: readonly Interval[], frame: Interval): number {
  const cut = intervals
    .map(({ startedAtMs, endedAtMs }) => ({
      startedAtMs: Math.max(startedAtMs, frame.startedAtMs),
      endedAtMs: Math.min(endedAtMs, frame.endedAtMs),
    }))
    .filter((interval) => interval.endedAtMs > interval.startedAtMs)
    .sort((a, b) => a.startedAtMs - b.startedAtMs);
  let total = 0;
  let reachedMs = frame.startedAtMs;
  for (const { startedAtMs, endedAtMs } of cut) {
    total += Math.max(0, endedAtMs - Math.max(startedAtMs, reachedMs));
    reachedMs = Math.max(reachedMs, endedAtMs);
  }
  return total;
}
