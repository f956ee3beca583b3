import type { RunnerResult } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import type { Call } from './comfyui-client.ts';
import type { PromptEnd, PromptTimeline } from './prompt-timeline.ts';

/** A prompt that did not end well, as the agent's loop is told of it. */
export function failureOf(
  end: Exclude<PromptEnd, { kind: 'success' }>,
  timeline: PromptTimeline,
  call: Call,
): RunnerError {
  const options = { busySeconds: timeline.figures().busyMs / 1_000, throttled: { ...call.tally } };
  if (end.kind === 'interrupted') {
    return new RunnerError('JOB_LOST', 'somebody interrupted the prompt at ComfyUI', options);
  }
  const faults = [`node ${end.nodeId} (${end.classType}): ${end.message}`];
  const isMemory = /OutOfMemory|MemoryError/i.test(end.exceptionType);
  return new RunnerError(
    isMemory ? 'OUT_OF_MEMORY' : 'RENDER_FAILED',
    `ComfyUI failed at node ${end.nodeId} (${end.exceptionType || 'unknown exception'})`,
    { ...options, faults },
  );
}

/** A failure on the way says what was worked until then. */
export function withFigures(error: unknown, timeline: PromptTimeline, call: Call): unknown {
  if (!(error instanceof RunnerError)) return error;
  const { code, message, retryable, timeout, faults } = error;
  return new RunnerError(code, message, {
    cause: error,
    retryable,
    faults,
    ...(timeout ? { timeout } : {}),
    busySeconds: timeline.figures().busyMs / 1_000,
    throttled: { ...call.tally },
  });
}

/** What a prompt took that ended well. @param unerased files of it that could not be written over */
export function resultOf(
  timeline: PromptTimeline,
  call: Call,
  startedAtMs: number,
  unerased: number,
): RunnerResult {
  const { nodeTimings, cachedNodeIds, busyMs, startupMs } = timeline.figures();
  const notes = [
    ...(busyMs === 0 ? ['everything was there from an earlier prompt'] : []),
    ...(nodeTimings === null ? ['the connection dropped, so the time of each node is not known'] : []),
    ...(unerased > 0 ? [`${unerased} files that it put out remain in ComfyUI's folders`] : []),
  ];
  return {
    busySeconds: busyMs / 1_000,
    frames: 0,
    mediaIntervals: [{ startedAtMs, endedAtMs: startedAtMs + busyMs }],
    notes,
    startupSeconds: startupMs / 1_000,
    throttled: { ...call.tally },
    ...(nodeTimings ? { nodeTimings } : {}),
    cachedNodeIds,
  };
}
