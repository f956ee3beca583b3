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

/** True when tokens were set aside for the run: they have to come back when it ends without a result. */
export const holdsTokens = (run: RunSaga): boolean => (run.reservation?.amountTokens ?? 0) > 0;

/** The end of a run that was made to be judged and not to be shown. */
export function completed(run: RunSaga): Step {
  const { runId, ownerId } = run;
  return { to: 'COMPLETED', run, commands: [emitOnce('RunCompleted', { runId, ownerId })] };
}

/**
 * The move to `FAILED`: whatever was reserved or charged goes back, by `RunFailed`.
 * @param decision of a run that found nobody who could take it; economics keeps every decision
 */
export function failed(run: RunSaga, refusal: Refusal, decision?: RunSaga['decision']): Step {
  const { runId, ownerId, state } = run;
  return {
    to: 'FAILED',
    run: { ...stopLegs(run), failure: refusal },
    commands: [
      emitOnce('RunFailed', {
        runId,
        ownerId,
        failedIn: state,
        ...refusal,
        ...(decision ? { decision } : {}),
      }),
    ],
    compensates: holdsTokens(run),
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
