import { toTimestamps } from '@effect-studio/media/ffmpeg/media-process';
import type { RunnerResult } from '../runners/runner.ts';
import type { AttemptExtras, OutputReport } from '../studio/studio-client.ts';

const MOST_NODES = 500;

/** What a runner's result is in the words of the protocol, but for the bytes. */
export function reportOf(result: RunnerResult): Omit<OutputReport, 'leaseId' | 'sha256' | 'sizeBytes'> {
  const { busySeconds, startupSeconds, mediaIntervals, nodeTimings, cachedNodeIds, throttled } = result;
  return {
    busyMs: Math.round(busySeconds * 1_000),
    mediaIntervals: toTimestamps(mediaIntervals),
    ...(startupSeconds === undefined ? {} : { startupMs: Math.round(startupSeconds * 1_000) }),
    ...throttledExtras(throttled ?? null),
    ...(nodeTimings ? { nodeTimings: nodeTimings.slice(0, MOST_NODES) } : {}),
    ...(cachedNodeIds ? { cachedNodeIds: cachedNodeIds.slice(0, MOST_NODES) } : {}),
  };
}

/** How often upstream asked to slow down; absent where it did not. */
export function throttledExtras(throttled: { count: number; waitedMs: number } | null): AttemptExtras {
  if (!throttled || throttled.count === 0) return {};
  return { throttledCount: throttled.count, throttledMs: Math.round(throttled.waitedMs) };
}
