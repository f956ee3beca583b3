import { RUN_STATES, type RunState } from '@effect-studio/schema/events/orchestrator';

export type { RunState };
export { RUN_STATES };

/** Ways out that every state before the first result has. */
const WAYS_OUT = ['FAILED', 'CANCELLED', 'EXPIRED'] as const;

/**
 * States in which machines work for the run or will: it holds one of the places that its person and its tenant have. A run
 * that waits for a reviewer, or is being published, keeps no machine.
 */
export const PLACE_HOLDING = [
  'AWAITING_MEDIA',
  'RESERVING',
  'ANALYZING',
  'PROMPTING',
  'DISPATCHING',
  'RUNNING',
  'EVALUATING',
  'SELECTING',
  'FINISHING',
] as const satisfies readonly RunState[];

/** True while the run counts among those that are under way at once. */
export const holdsPlace = (state: RunState): boolean =>
  (PLACE_HOLDING as readonly RunState[]).includes(state);

/**
 * The allowed transitions, written once. A run begins in `AWAITING_MEDIA`, or in `QUEUED` while as many as may be are under
 * way. `COMPLETED` is the end of benchmarks, where all legs are judged and nobody
 * chooses, and of runs of published effects, where the first leg that passes is the result.
 * `RUNNING → DISPATCHING` and `EVALUATING → DISPATCHING`: a published effect's leg failed, the next workflow takes over.
 * `FINISHING → FINISHING` is another finish: of the next best candidate, or of the creator's choice.
 */
export const TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  QUEUED: ['AWAITING_MEDIA', ...WAYS_OUT],
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

/** True while the run still takes in its clips: also before its turn, so that it can begin with them. */
export const awaitsClips = (state: RunState): boolean => state === 'QUEUED' || state === 'AWAITING_MEDIA';

/** States in which the creator may still stop the run. */
export const isCancellable = (state: RunState): boolean => TRANSITIONS[state].includes('CANCELLED');
