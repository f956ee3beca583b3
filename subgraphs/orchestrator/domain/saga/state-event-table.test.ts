import { expect, it } from 'vitest';
import { EXAMPLE_ID, factsOf, RUN_ID, worldWith } from '../../testing/facts.ts';
import { journeyTo } from '../../testing/journey.ts';
import { legId } from '../plan/leg-id.ts';
import { advance } from './advance.ts';
import { RUN_STATES, type RunState } from './run-state.ts';
import type { SagaInput } from './saga-input.ts';

const facts = factsOf();
const [first, second, finish] = [0, 1, 3].map((ordinal) => legId(RUN_ID, ordinal)) as [
  string,
  string,
  string,
];
const { submission } = journeyTo('AWAITING_APPROVAL').events('ApprovalRequested')[0]!;

/** One of every kind of input; the compiler sees to it that none is missing. */
const INPUTS: { [Type in SagaInput['type']]: Extract<SagaInput, { type: Type }> } = {
  ClipReady: facts.clipReady(EXAMPLE_ID),
  VideoRejected: facts.videoRejected(EXAMPLE_ID),
  TokensReserved: facts.reserved(),
  ReservationRefused: facts.reservationRefused(),
  ContentAnalyzed: facts.analyzed(),
  FootageAnalyzed: facts.footageAnalyzed(),
  AnalysisFailed: facts.analysisFailed(),
  PromptsGenerated: facts.prompted(),
  PromptsRefused: facts.promptsRefused(),
  TaskDispatched: facts.dispatched(first),
  TaskSucceeded: facts.succeeded(first),
  TaskFailed: facts.taskFailed(first),
  TaskCancelled: facts.taskCancelled(first),
  QualityEvaluated: facts.judged(first),
  OutputRejected: facts.outputRejected(first),
  AdminApproved: facts.approved(submission),
  AdminRejected: facts.rejected(),
  EffectPublished: facts.published(),
  PublishFailed: facts.publishFailed(),
  TurnCame: { type: 'TurnCame' },
  WaitDeadline: { type: 'WaitDeadline' },
  LegsDeadline: { type: 'LegsDeadline' },
  FinishDeadline: { type: 'FinishDeadline', finishTaskId: finish },
  RunDeadline: { type: 'RunDeadline' },
  Cancel: { type: 'Cancel', cancelledBy: RUN_ID },
  ChooseCandidate: { type: 'ChooseCandidate', taskId: second },
};

type Moves = Partial<Record<SagaInput['type'], RunState>>;
const STOPS: Moves = { RunDeadline: 'EXPIRED', Cancel: 'CANCELLED' };
const ANY_NEWS_OF_A_LEG: Moves = {
  TaskDispatched: 'RUNNING',
  TaskSucceeded: 'RUNNING',
  TaskFailed: 'RUNNING',
  TaskCancelled: 'RUNNING',
  OutputRejected: 'RUNNING',
};

/** Where one input alone moves a run that has just come into a state; whatever is not here is kept in mind or ignored. */
const TABLE: Record<Exclude<RunState, 'SELECTING'>, Moves> = {
  QUEUED: {
    TurnCame: 'AWAITING_MEDIA',
    VideoRejected: 'FAILED',
    Cancel: 'CANCELLED',
    WaitDeadline: 'EXPIRED',
  },
  AWAITING_MEDIA: { ...STOPS, VideoRejected: 'FAILED' },
  RESERVING: {
    ...STOPS,
    TokensReserved: 'ANALYZING',
    ReservationRefused: 'FAILED',
    AnalysisFailed: 'FAILED',
    PromptsRefused: 'FAILED',
  },
  ANALYZING: {
    ...STOPS,
    ContentAnalyzed: 'PROMPTING',
    AnalysisFailed: 'FAILED',
    PromptsRefused: 'FAILED',
  },
  PROMPTING: { ...STOPS, PromptsGenerated: 'DISPATCHING', PromptsRefused: 'FAILED' },
  DISPATCHING: { ...STOPS, ...ANY_NEWS_OF_A_LEG },
  RUNNING: STOPS,
  EVALUATING: STOPS,
  FINISHING: { ...STOPS, FinishDeadline: 'FINISHING', ChooseCandidate: 'FINISHING' },
  AWAITING_APPROVAL: {
    Cancel: 'CANCELLED',
    AdminApproved: 'PUBLISHING',
    AdminRejected: 'REJECTED',
    ChooseCandidate: 'FINISHING',
  },
  PUBLISHING: { EffectPublished: 'PUBLISHED', PublishFailed: 'FAILED' },
  PUBLISHED: {},
  COMPLETED: {},
  FAILED: {},
  REJECTED: {},
  CANCELLED: {},
  EXPIRED: {},
};

/** A run passes through it and never rests in it. */
const RESTED_IN = RUN_STATES.filter((state) => state !== 'SELECTING');

it.each(RESTED_IN)('%s: every input moves the run where the table says, or not at all', (state) => {
  const { run } = journeyTo(state);
  const moved = Object.entries(INPUTS).flatMap(([type, input]) => {
    const moves = advance(run, input, worldWith()).commands.flatMap((command) =>
      command.type === 'transition' ? [command.to] : [],
    );
    expect(moves.length, type).toBeLessThanOrEqual(1);
    return moves.map((to) => [type, to]);
  });
  expect(Object.fromEntries(moved)).toEqual(TABLE[state as keyof typeof TABLE]);
});
