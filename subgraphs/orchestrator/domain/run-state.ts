import { RUN_STATES, type RunState } from '@effect-studio/schema/events/orchestrator';

export type { RunState };
export { RUN_STATES };

/** Ways out that every state before the first result has. */
const WAYS_OUT = ['FAILED', 'CANCELLED', 'EXPIRED'] as const;

/**
 * The allowed transitions, written once. `COMPLETED` is the end of benchmarks, where all legs are judged and nobody
 * chooses, and of runs of published effects, where the first leg that passes is the result.
 * `RUNNING → DISPATCHING` and `EVALUATING → DISPATCHING`: a published effect's leg failed, the next workflow takes over.
 * `FINISHING → FINISHING` is another finish: of the next best candidate, or of the creator's choice.
 */
export const TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  AWAITING_MEDIA: ['RESERVING', ...WAYS_OUT],
  RESERVING: ['ANALYZING', ...WAYS_OUT],
  ANALYZING: ['PROMPTING', ...WAYS_OUT],
  PROMPTING: ['DISPATCHING', ...WAYS_OUT],
  DISPATCHING: ['RUNNING', ...WAYS_OUT],
  RUNNING: ['DISPATCHING', 'EVALUATING', 'SELECTING', 'COMPLETED', ...WAYS_OUT],
  EVALUATING: ['DISPATCHING', 'SELECTING', 'COMPLETED', ...WAYS_OUT],
  SELECTING: ['FINISHING', ...WAYS_OUT],
  FINISHING: ['FINISHING', 'AWAITING_APPROVAL', 'PUBLISHING', 'REJECTED', ...WAYS_OUT],
  AWAITING_APPROVAL: ['FINISHING', 'PUBLISHING', 'REJECTED', 'CANCELLED'],
  PUBLISHING: ['PUBLISHED', 'FAILED'],
  PUBLISHED: [],
  COMPLETED: [],
  FAILED: [],
  REJECTED: [],
  CANCELLED: [],
  EXPIRED: [],
};

/** True for states that nothing leaves. */
export const isTerminal = (state: RunState): boolean => TRANSITIONS[state].length === 0;

/** True when the move is in the table. */
export const mayMove = (from: RunState, to: RunState): boolean => TRANSITIONS[from].includes(to);

/** States in which the creator may still stop the run. */
export const isCancellable = (state: RunState): boolean => TRANSITIONS[state].includes('CANCELLED');
