import type { Tone } from '../ui/chip.tsx';

/** The states of a run, as the graph names them. */
export type RunStateName =
  | 'QUEUED'
  | 'AWAITING_MEDIA'
  | 'RESERVING'
  | 'ANALYZING'
  | 'PROMPTING'
  | 'DISPATCHING'
  | 'RUNNING'
  | 'EVALUATING'
  | 'SELECTING'
  | 'FINISHING'
  | 'AWAITING_APPROVAL'
  | 'PUBLISHING'
  | 'PUBLISHED'
  | 'COMPLETED'
  | 'FAILED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'EXPIRED';

const WORDS: Record<RunStateName, readonly [word: string, tone: Tone]> = {
  QUEUED: ['Waiting for its turn', 'neutral'],
  AWAITING_MEDIA: ['Queued', 'accent'],
  RESERVING: ['Queued', 'accent'],
  ANALYZING: ['Running', 'accent'],
  PROMPTING: ['Running', 'accent'],
  DISPATCHING: ['Running', 'accent'],
  RUNNING: ['Running', 'accent'],
  EVALUATING: ['Checking quality', 'accent'],
  SELECTING: ['Checking quality', 'accent'],
  FINISHING: ['Rendering in full', 'accent'],
  AWAITING_APPROVAL: ['In review', 'warn'],
  PUBLISHING: ['Publishing', 'accent'],
  PUBLISHED: ['Published', 'good'],
  COMPLETED: ['Ready', 'good'],
  FAILED: ['Failed', 'bad'],
  REJECTED: ['Rejected', 'bad'],
  CANCELLED: ['Cancelled', 'neutral'],
  EXPIRED: ['Expired', 'bad'],
};

/** The word and tone under which people know a state. */
export const runWord = (state: RunStateName) => ({ word: WORDS[state][0], tone: WORDS[state][1] });

/** How people sort their runs. */
export type RunGroup = 'UNDER_WAY' | 'READY' | 'OVER';

/** The states of a group: what is worked on, what has a result, and what ended without one. */
export const statesOf = (group: RunGroup): RunStateName[] =>
  (Object.keys(WORDS) as RunStateName[]).filter((state) => groupOf(state) === group);

function groupOf(state: RunStateName): RunGroup {
  if (isUnhappy(state)) return 'OVER';
  return isEnded(state) || state === 'AWAITING_APPROVAL' || state === 'PUBLISHING' ? 'READY' : 'UNDER_WAY';
}

const ENDED: ReadonlySet<RunStateName> = new Set([
  'PUBLISHED',
  'COMPLETED',
  'FAILED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
]);

/** True when nothing will happen to the run any more. */
export const isEnded = (state: RunStateName): boolean => ENDED.has(state);

/** True when it ended without a result that counts. */
export const isUnhappy = (state: RunStateName): boolean =>
  isEnded(state) && state !== 'PUBLISHED' && state !== 'COMPLETED';
