import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { notFound, problem } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { whyNotChoosable } from '../domain/choice/choose-candidate.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { applyInput } from './advance-run.ts';
import type { InvalidState, NotFound } from './cancel-run.ts';
import type { RunRef } from './run-ref.ts';

/** Has another candidate rendered in full instead of the chosen one, for the same charge. */
export function chooseCandidate(
  ctx: CallContext,
  { runId, taskId, idempotencyKey }: { runId: string; taskId: string; idempotencyKey: string },
): Promise<RunRef | NotFound | InvalidState | IdempotencyConflict> {
  return idempotent<RunRef | NotFound | InvalidState>(
    ctx,
    { operation: 'chooseCandidate', key: idempotencyKey, payload: { runId, taskId } },
    async (tx) => {
      const run = isId(runId) ? await lockRun(tx, runId) : null;
      if (!run) return notFound('run', runId);
      const objection = whyNotChoosable(run, taskId);
      if (objection) return notChoosable(taskId, objection);
      await applyInput(tx, run, { type: 'ChooseCandidate', taskId });
      return { __typename: 'Run', id: runId };
    },
  );
}

function notChoosable(taskId: string, humanReadableCause: string): InvalidState {
  return problem('InvalidState', {
    title: 'Not choosable',
    status: 409,
    humanReadableCause,
    suggestedAction: 'Look at the run as it is now and choose one of its finished candidates.',
    instance: taskId,
  });
}
