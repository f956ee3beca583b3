import { z } from 'zod';
import { RunnerError, type TimeoutKind } from '../runners/runner-error.ts';
import type { FailureReport } from '../studio/studio-client.ts';
import { throttledExtras } from './report-result.ts';

const TIMEOUT_WORDS: Readonly<Record<TimeoutKind, string>> = {
  scheduleToStart: 'schedule-to-start',
  startToClose: 'start-to-close',
  heartbeat: 'heartbeat',
};

/** System errors that are about this machine, in words that its owner can act on. */
const MACHINE_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk of this machine is full: free some space.',
  EDQUOT: 'The disk quota of this agent is used up: free some space.',
  EMFILE: 'This agent has too many files open.',
  ENOMEM: 'This machine has no memory left.',
  EROFS: 'The work folder of this agent cannot be written to.',
  EACCES: 'The work folder of this agent cannot be written to.',
};

/**
 * Whether another attempt, perhaps on another machine, may succeed, and the cause in words: which limit of time ran
 * out, and each fault on a line of its own.
 * @param elapsedMs that the runner was at work, for failures that do not know better
 */
export function classifyFailure(error: unknown, elapsedMs: number): Omit<FailureReport, 'leaseId'> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RunnerError) {
    const timeout = error.timeout ? [`${TIMEOUT_WORDS[error.timeout]} timeout:`] : [];
    return {
      failureClass:
        error.code === 'CANCELLED' ? 'CANCELLED' : error.retryable ? 'RETRYABLE' : 'NON_RETRYABLE',
      cause: [[...timeout, message].join(' '), ...error.faults].join('\n'),
      busyMs: error.busySeconds === null ? elapsedMs : Math.round(error.busySeconds * 1_000),
      ...throttledExtras(error.throttled),
    };
  }
  // A lease that cannot be read is as unreadable for the next agent of this version.
  if (error instanceof z.ZodError) {
    return { failureClass: 'NON_RETRYABLE', cause: z.prettifyError(error), busyMs: elapsedMs };
  }
  // A signed URL that the store refuses is new with the next lease; a full disk is this machine's own.
  const fault = MACHINE_FAULTS[String((error as NodeJS.ErrnoException | null)?.code ?? '')];
  const cause = fault ? `${fault} ${message}` : message;
  return { failureClass: 'RETRYABLE', cause, busyMs: elapsedMs };
}
