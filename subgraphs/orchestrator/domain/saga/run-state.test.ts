import { describe, expect, it } from 'vitest';
import { factsOf } from '../../testing/facts.ts';
import { Journey, journeyTo } from '../../testing/journey.ts';
import { advance } from './advance.ts';
import { isTerminal, RUN_STATES, type RunState, TRANSITIONS } from './run-state.ts';
import type { SagaInput } from './saga-input.ts';

const facts = factsOf();

/** Every input that there is, aimed at a leg, clip or finish of the run where it names one. */
function everyInput(journey: Journey): SagaInput[] {
  const { run } = journey;
  const submission = journeyTo('AWAITING_APPROVAL').events('ApprovalRequested')[0]!.submission;
  const taskIds = [...run.legs.map((leg) => leg.taskId), '01890a5d-ac96-774b-bcce-b302099affff'];
  const videoIds = [run.exampleVideoId!, run.footageVideoId, '01890a5d-ac96-774b-bcce-b302099affff'];
  return [
    ...videoIds.flatMap((id) => [facts.clipReady(id), facts.videoRejected(id)]),
    facts.reserved(),
    facts.reservationRefused(),
    facts.analyzed(),
    facts.analysisFailed(),
    facts.prompted(),
    facts.promptsRefused(),
    ...taskIds.flatMap((id): SagaInput[] => [
      facts.dispatched(id),
      facts.succeeded(id),
      facts.taskFailed(id),
      facts.taskCancelled(id),
      facts.judged(id),
      facts.outputRejected(id),
      { type: 'ChooseCandidate', taskId: id },
      { type: 'FinishDeadline', finishTaskId: id },
    ]),
    facts.approved(submission),
    facts.rejected(),
    facts.published(),
    facts.publishFailed(),
    { type: 'TurnCame' },
    { type: 'WaitDeadline' },
    { type: 'LegsDeadline' },
    { type: 'RunDeadline' },
    { type: 'Cancel', cancelledBy: run.ownerId },
  ];
}

describe('the states of a run', () => {
  it.each(RUN_STATES)('answers every input in %s with an allowed state', (state) => {
    const journey = journeyTo(state);
    expect(journey.run.state).toBe(state);
    for (const input of everyInput(journey)) {
      const { run, commands } = advance(journey.run, input, journey.world);
      let from: RunState | null = state;
      for (const command of commands) {
        if (command.type !== 'transition') continue;
        expect(command.from).toBe(from);
        expect(TRANSITIONS[command.from!]).toContain(command.to);
        from = command.to;
      }
      expect(run.state).toBe(from);
      if (run === journey.run) expect(commands).toEqual([]);
    }
  });

  it('does not change the run that it is given', () => {
    for (const state of RUN_STATES) {
      const journey = journeyTo(state);
      const before = JSON.stringify(journey.run, (_, value) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
      for (const input of everyInput(journey)) advance(journey.run, input, journey.world);
      const after = JSON.stringify(journey.run, (_, value) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
      expect(after).toBe(before);
    }
  });

  it('leaves no terminal state, whatever comes', () => {
    for (const state of RUN_STATES.filter(isTerminal)) {
      const journey = journeyTo(state);
      journey.give(...everyInput(journey), ...everyInput(journey));
      expect(journey.run.state).toBe(state);
    }
  });

  it('leaves every other state by some input, and reaches every state but COMPLETED', () => {
    const reached = new Set<RunState>(['QUEUED']);
    for (const state of RUN_STATES) {
      const journey = journeyTo(state);
      const moves = everyInput(journey).flatMap((input) => {
        const one = new Journey(journey.world, journey.run).give(input);
        return one.visited();
      });
      for (const to of [...journey.visited(), ...moves]) reached.add(to);
      expect(moves.length > 0, `${state} is left`).toBe(!isTerminal(state));
    }
    expect([...RUN_STATES].filter((state) => !reached.has(state))).toEqual(['COMPLETED']);
  });

  it('can be cancelled until a reviewer has approved', () => {
    const cancellable = RUN_STATES.filter(
      (state) =>
        journeyTo(state).give({ type: 'Cancel', cancelledBy: 'x' }).run.state === 'CANCELLED' &&
        !isTerminal(state),
    );
    expect(cancellable).toEqual([
      'QUEUED',
      'AWAITING_MEDIA',
      'RESERVING',
      'ANALYZING',
      'PROMPTING',
      'DISPATCHING',
      'RUNNING',
      'EVALUATING',
      'SELECTING',
      'FINISHING',
      'AWAITING_APPROVAL',
    ]);
  });
});
