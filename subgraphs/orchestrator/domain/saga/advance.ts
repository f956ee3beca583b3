import { chooseCandidate } from '../choice/choose-candidate.ts';
import { endingOf } from './endings.ts';
import { phaseOf } from './phases/phases.ts';
import { recordFact } from './record-fact.ts';
import type { RunSaga } from './run-saga.ts';
import { isTerminal, mayMove } from './run-state.ts';
import type { SagaCommand } from './saga-command.ts';
import { causeOf, type SagaInput } from './saga-input.ts';
import type { SagaWorld } from './saga-policy.ts';
import type { Step } from './step.ts';
import { firstCommands, turnCame } from './take-turn.ts';

/** A run after an input, and what is to be done about it, in order. */
export interface Advanced {
  run: RunSaga;
  commands: SagaCommand[];
}

/**
 * The saga: what a run becomes when something happens. Pure and total: every input in every state has an
 * answer, an input that does not concern the run changes nothing, and terminal states never leave.
 * @returns the same `run` object when nothing changed
 */
export function advance(run: RunSaga, input: SagaInput, world: SagaWorld): Advanced {
  if (isTerminal(run.state)) return { run, commands: [] };
  const cause = causeOf(input);
  const decisive = endingOf(run, input) ?? turnCame(run, input, world) ?? chooseCandidate(run, input, world);
  if (decisive) return moveOn(take({ run, commands: [] }, decisive, cause, world), cause, world);
  return moveOn({ run: recordFact(run, input), commands: [] }, cause, world);
}

/** The first steps of a run that was just submitted: it may have its clips already, or have to wait for its turn. */
export function begin(run: RunSaga, world: SagaWorld): Advanced {
  return moveOn({ run, commands: firstCommands(run, world) }, 'SubmitRun', world);
}

/** Lets phase after phase act on the known facts until one has to wait. */
function moveOn(advanced: Advanced, cause: string, world: SagaWorld): Advanced {
  let current = advanced;
  for (;;) {
    const step = phaseOf(current.run.state)?.(current.run, world);
    if (!step) return current;
    current = take(current, step, cause, world);
  }
}

function take({ run, commands }: Advanced, step: Step, cause: string, world: SagaWorld): Advanced {
  // A forbidden move is a defect of a phase, not a fact of life: the tests walk every state and input.
  if (!mayMove(run.state, step.to)) throw new Error(`a run cannot go from ${run.state} to ${step.to}`);
  return {
    run: { ...step.run, state: step.to, stateChangedAt: world.at },
    commands: [
      ...commands,
      {
        type: 'transition',
        from: run.state,
        to: step.to,
        cause,
        compensates: step.compensates ?? false,
      },
      ...step.commands,
    ],
  };
}
