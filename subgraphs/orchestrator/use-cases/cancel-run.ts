import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { notFound, type Problem, problem } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { isCancellable } from '../domain/saga/run-state.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { applyInput } from './advance-run.ts';
import type { RunRef } from './run-ref.ts';

export type NotFound = ReturnType<typeof notFound>;
export type InvalidState = Problem & { __typename: 'InvalidState' };

/**
 * Stops exactly this run. Cancelling a cancelled run again answers it unchanged.
 * Before the result nothing is charged; after it the result is the creator's and so is the charge.
 */
export function cancelRun(
  ctx: CallContext,
  { runId, idempotencyKey }: { runId: string; idempotencyKey: string },
): Promise<RunRef | NotFound | InvalidState | IdempotencyConflict> {
  return idempotent<RunRef | NotFound | InvalidState>(
    ctx,
    { operation: 'cancelRun', key: idempotencyKey, payload: { runId } },
    async (tx) => {
      const run = isId(runId) ? await lockRun(tx, runId) : null;
      if (!run) return notFound('run', runId);
      if (run.state === 'CANCELLED') return { __typename: 'Run', id: runId };
      if (!isCancellable(run.state)) return tooLate(runId, run.state);
      await applyInput(tx, run, { type: 'Cancel', cancelledBy: ctx.caller.subjectId ?? run.ownerId });
      return { __typename: 'Run', id: runId };
    },
  );
}

function tooLate(runId: string, state: string): InvalidState {
  return problem('InvalidState', {
    title: 'Too late to cancel',
    status: 409,
    humanReadableCause: `The run is ${state} and cannot be stopped any more.`,
    suggestedAction: 'Nothing to do: it ends, or has ended, by itself.',
    instance: runId,
  });
}
