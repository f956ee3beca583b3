import { isEnded, isUnhappy, type RunStateName } from './run-words.ts';

/** One step of a run as people see it; several states of the machine make one step. */
export interface RunStage {
  key: string;
  label: string;
  status: 'done' | 'active' | 'waiting' | 'stopped' | 'skipped';
  /** Time spent in the step so far; null before it began. */
  elapsedMs: number | null;
}

/** What the stages follow from. */
export interface RunHistory {
  state: RunStateName;
  createdAt: string;
  steps: readonly { at: string; from?: RunStateName | null; to: RunStateName }[];
}

interface StageWords {
  key: string;
  states: readonly RunStateName[];
  waiting: string;
  active: string;
  done: string;
}

/** Only of a run that had to wait: most begin at once. */
const TURN: StageWords = {
  key: 'turn',
  states: ['QUEUED'],
  waiting: 'Wait for a turn',
  active: 'Waiting for its turn',
  done: 'Its turn came',
};

const STAGES: readonly StageWords[] = [
  {
    key: 'clips',
    states: ['AWAITING_MEDIA', 'RESERVING'],
    waiting: 'Receive the clips',
    active: 'Receiving the clips',
    done: 'Clips received',
  },
  {
    key: 'look',
    states: ['ANALYZING'],
    waiting: 'Understand the look',
    active: 'Understanding the look',
    done: 'Look understood',
  },
  {
    key: 'drafts',
    states: ['PROMPTING'],
    waiting: 'Draft the looks',
    active: 'Drafting the looks',
    done: 'Looks drafted',
  },
  {
    key: 'dispatch',
    states: ['DISPATCHING'],
    waiting: 'Send to the engines',
    active: 'Sending to the engines',
    done: 'Sent to the engines',
  },
  {
    key: 'render',
    states: ['RUNNING'],
    waiting: 'Render the versions',
    active: 'Rendering the versions',
    done: 'Versions rendered',
  },
  {
    key: 'quality',
    states: ['EVALUATING', 'SELECTING'],
    waiting: 'Check quality, pick the best',
    active: 'Checking quality',
    done: 'Best version picked',
  },
  {
    key: 'finish',
    states: ['FINISHING'],
    waiting: 'Render the result',
    active: 'Rendering the result',
    done: 'Result rendered',
  },
  {
    key: 'review',
    states: ['AWAITING_APPROVAL'],
    waiting: 'Gallery review',
    active: 'Waiting for gallery review',
    done: 'Approved for the gallery',
  },
  {
    key: 'publish',
    states: ['PUBLISHING', 'PUBLISHED'],
    waiting: 'Publish',
    active: 'Publishing',
    done: 'Published',
  },
];

const stagesOf = ({ state, steps }: RunHistory): readonly StageWords[] =>
  state === 'QUEUED' || steps.some(({ from, to }) => from === 'QUEUED' || to === 'QUEUED')
    ? [TURN, ...STAGES]
    : STAGES;

const stageOf = (all: readonly StageWords[], state: RunStateName): number =>
  all.findIndex(({ states }) => states.includes(state));

/** Time spent per stage; the step that is under way counts up to `now`. */
function timeByStage(
  all: readonly StageWords[],
  { steps, createdAt, state }: RunHistory,
  now: Date,
): Map<number, number> {
  const spent = new Map<number, number>();
  const moves = [{ at: createdAt, to: steps[0]?.from ?? steps[0]?.to ?? state }, ...steps];
  for (const [index, move] of moves.entries()) {
    const stage = stageOf(all, move.to);
    const next = moves[index + 1]?.at;
    if (stage < 0 || (next === undefined && isEnded(state))) continue;
    const ms = (next === undefined ? now.getTime() : Date.parse(next)) - Date.parse(move.at);
    spent.set(stage, (spent.get(stage) ?? 0) + Math.max(0, ms));
  }
  return spent;
}

/** The stage at which a run stood last: its own, or the one that it left when it ended. */
function reachedStage(all: readonly StageWords[], { state, steps }: RunHistory): number {
  const own = stageOf(all, state);
  if (own >= 0) return own;
  for (const step of [...steps].reverse()) {
    if (step.from && stageOf(all, step.from) >= 0) return stageOf(all, step.from);
  }
  return 0;
}

/**
 * The steps of a run in the order in which they are taken. A run that goes back (another candidate was chosen)
 * has its later steps waiting again; one that ended unhappily shows where it stopped.
 */
export function runStages(history: RunHistory, now: Date): RunStage[] {
  const all = stagesOf(history);
  const reached = reachedStage(all, history);
  const spent = timeByStage(all, history, now);
  return all.map((stage, index) => {
    const status = statusOf(index, reached, history.state);
    const words = status === 'done' ? stage.done : status === 'active' ? stage.active : stage.waiting;
    const elapsedMs = status === 'waiting' || status === 'skipped' ? null : (spent.get(index) ?? null);
    return { key: stage.key, label: words, status, elapsedMs };
  });
}

function statusOf(index: number, reached: number, state: RunStateName): RunStage['status'] {
  if (state === 'PUBLISHED') return 'done';
  if (state === 'COMPLETED') return index <= reached ? 'done' : 'skipped';
  if (index < reached) return 'done';
  if (isUnhappy(state)) return index === reached ? 'stopped' : 'skipped';
  return index === reached ? 'active' : 'waiting';
}
