import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_ID, FOOTAGE_ID, factsOf, RUN_ID, worldWith } from '../../testing/facts.ts';
import { journeyTo } from '../../testing/journey.ts';
import { legId } from '../plan/leg-id.ts';
import { isTerminal, type RunState } from './run-state.ts';
import type { SagaInput } from './saga-input.ts';

const facts = factsOf();
const TASKS = Array.from({ length: 6 }, (_, ordinal) => legId(RUN_ID, ordinal));
const submission = journeyTo('AWAITING_APPROVAL').events('ApprovalRequested')[0]!.submission;

const benign: SagaInput[] = [
  { type: 'TurnCame' },
  facts.clipReady(EXAMPLE_ID),
  facts.clipReady(FOOTAGE_ID),
  facts.reserved(),
  facts.analyzed(),
  facts.prompted(),
  ...TASKS.flatMap((id) => [facts.dispatched(id), facts.succeeded(id), facts.judged(id)]),
];
const hostile: SagaInput[] = [
  facts.videoRejected(FOOTAGE_ID),
  facts.reservationRefused(),
  facts.analysisFailed(),
  facts.promptsRefused(),
  ...TASKS.flatMap((id): SagaInput[] => [
    facts.taskFailed(id),
    facts.outputRejected(id),
    { type: 'FinishDeadline', finishTaskId: id },
  ]),
  facts.approved(submission),
  facts.rejected(),
  facts.published(),
  facts.publishFailed(),
  { type: 'WaitDeadline' },
  { type: 'LegsDeadline' },
  { type: 'RunDeadline' },
  { type: 'Cancel', cancelledBy: RUN_ID },
];

const choices: SagaInput[] = TASKS.map((taskId) => ({ type: 'ChooseCandidate', taskId }));

const FINALS = ['RunFailed', 'RunRejected', 'RunCancelled', 'RunExpired'] as const;

/** Long enough to get anywhere: the useful inputs repeated in any order, with choices and trouble in between. */
const story = fc.array(
  fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...benign) },
    { weight: 3, arbitrary: fc.constantFrom(...choices) },
    { weight: 1, arbitrary: fc.constantFrom(...hostile) },
  ),
  { minLength: 1, maxLength: 150, size: 'max' },
);

/** Where a story begins; random inputs alone seldom get far. */
const start = fc.constantFrom<RunState>(
  'QUEUED',
  'AWAITING_MEDIA',
  'PROMPTING',
  'RUNNING',
  'FINISHING',
  'AWAITING_APPROVAL',
);

describe('a run under events in any order, repeated and mixed', () => {
  it('ends in at most one way, charges at most once and never after its end', () => {
    fc.assert(
      fc.property(start, story, (state, inputs) => {
        const journey = journeyTo(state).give(...inputs);
        const ends = journey.visited().filter(isTerminal);
        expect(ends.length).toBeLessThanOrEqual(1);
        expect(FINALS.reduce((sum, name) => sum + journey.events(name).length, 0)).toBeLessThanOrEqual(1);
        expect(journey.events('ResultReady').length).toBeLessThanOrEqual(1);
        const names = journey.said.flatMap((command) => (command.type === 'emit' ? [command.name] : []));
        const endedAt = names.findIndex((name) => (FINALS as readonly string[]).includes(name));
        if (endedAt >= 0) expect(names.slice(endedAt + 1)).toEqual([]);
        const keys = journey.said.flatMap((command) => (command.type === 'emit' ? [command.key] : []));
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 400 },
    );
  });

  it('says the same about a story in which every event arrives twice', () => {
    fc.assert(
      fc.property(start, story, (state, inputs) => {
        const once = journeyTo(state).give(...inputs);
        // The creator's choice is a command behind an idempotency key: it does not arrive twice.
        const doubled = inputs.flatMap((input): SagaInput[] =>
          input.type === 'ChooseCandidate' ? [input] : [input, input],
        );
        expect(journeyTo(state).give(...doubled).said).toEqual(once.said);
      }),
      { numRuns: 200 },
    );
  });

  it('reaches its result whatever the order in which good news arrives', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<RunState>('QUEUED', 'AWAITING_MEDIA'),
        fc.shuffledSubarray(benign, { minLength: benign.length }),
        (state, inputs) => {
          // Legs do not exist before they are planned: news of them comes again, as a replay would bring it.
          const journey = journeyTo(state).give(...inputs, ...inputs, ...inputs);
          expect(journey.run.state).toBe('AWAITING_APPROVAL');
          expect(journey.events('ResultReady')).toHaveLength(1);
        },
      ),
      { numRuns: 100 },
    );
  });
});
