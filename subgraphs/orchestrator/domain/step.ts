import type { Refusal, RunSaga } from './run-saga.ts';
import type { RunState } from './run-state.ts';
import type { EmitCommand, TimerCommand } from './saga-command.ts';
import { emitOnce } from './saga-command.ts';
import type { SagaWorld } from './saga-policy.ts';

/** One move of a run: where to, how the run looks then, and what the world is told. */
export interface Step {
  to: RunState;
  run: RunSaga;
  commands: (EmitCommand | TimerCommand)[];
  /** True when tokens have to come back after it. */
  compensates?: boolean;
}

/** What a state does when the facts suffice; null while something is awaited. */
export type Phase = (run: RunSaga, world: SagaWorld) => Step | null;

/** The move to `FAILED`: whatever was reserved or charged goes back, by `RunFailed`. */
export function failed(run: RunSaga, refusal: Refusal): Step {
  const { runId, ownerId, state } = run;
  return {
    to: 'FAILED',
    run: { ...stopLegs(run), failure: refusal },
    commands: [emitOnce('RunFailed', { runId, ownerId, failedIn: state, ...refusal })],
    compensates: run.reservation !== null,
  };
}

/** Marks every leg that still works as cancelled; execution settles them when it hears that the run ended. */
export function stopLegs(run: RunSaga): RunSaga {
  return {
    ...run,
    legs: run.legs.map((leg) =>
      (leg.output && leg.quality) || leg.failureCause ? leg : { ...leg, isCancelled: true },
    ),
  };
}
