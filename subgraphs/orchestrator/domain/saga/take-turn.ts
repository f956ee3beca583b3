import type { RunSaga } from './run-saga.ts';
import type { SagaCommand, TimerCommand } from './saga-command.ts';
import type { SagaInput } from './saga-input.ts';
import type { SagaWorld } from './saga-policy.ts';
import type { Step } from './step.ts';

/** What a run is told when it begins: where it stands, and until when it may take. */
export function firstCommands(run: RunSaga, world: SagaWorld): SagaCommand[] {
  return [
    { type: 'transition', from: null, to: run.state, cause: 'SubmitRun', compensates: false },
    run.state === 'QUEUED' ? waitDeadline(world) : runDeadline(world),
  ];
}

/** A place became free for a run that waits: its time counts from now. Null for every other run. */
export function turnCame(run: RunSaga, input: SagaInput, world: SagaWorld): Step | null {
  if (input.type !== 'TurnCame' || run.state !== 'QUEUED') return null;
  return { to: 'AWAITING_MEDIA', run, commands: [runDeadline(world)] };
}

const runDeadline = ({ at, policy }: SagaWorld): TimerCommand => ({
  type: 'timer',
  name: 'RunDeadline',
  dueAt: new Date(at.getTime() + policy.runDeadlineMs),
});

const waitDeadline = ({ at, policy }: SagaWorld): TimerCommand => ({
  type: 'timer',
  name: 'WaitDeadline',
  dueAt: new Date(at.getTime() + policy.waitDeadlineMs),
});
