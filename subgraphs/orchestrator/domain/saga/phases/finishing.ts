import { type Leg, legStatus } from '../../leg.ts';
import { submissionOf } from '../../submission.ts';
import { legOf, type RunSaga } from '../run-saga.ts';
import { emitOnce, emitPer } from '../saga-command.ts';
import { failed, type Phase, type Step } from '../step.ts';
import { finishCandidate, nextCandidate } from './finish-candidate.ts';

/** Waits for the full-length render and its judgement; a failed one gives way to the next best candidate. */
export const finishing: Phase = (run, world) => {
  const finish = run.finishTaskId ? legOf(run, run.finishTaskId) : undefined;
  const status = finish ? legStatus(finish) : 'FAILED';
  if (finish && status === 'DONE') return resultReady(run, finish, world.policy.qualityFloor);
  if (status !== 'FAILED' && status !== 'CANCELLED') return null;
  // The tokens are consumed already and a good result stands: the creator gets that one back.
  if (run.result) return earlierResult(run, world.policy.qualityFloor);
  const next = nextCandidate(run);
  return next ? finishCandidate(run, next, 'BestResultSelected', world) : noFinish(run, finish);
};

/**
 * The charge happens on `ResultReady`, which is emitted for the first finish only: another finish that the
 * creator chose is a new request for approval and costs nothing more.
 */
function resultReady(run: RunSaga, finish: Leg, qualityFloor: number): Step {
  const result = { candidateTaskId: finish.finishes!, finishTaskId: finish.taskId };
  const ready = { ...run, result, finishTaskId: null };
  const charge = emitOnce('ResultReady', {
    runId: run.runId,
    ownerId: run.ownerId,
    ...result,
    providerId: finish.providerId,
    workflowId: finish.workflowId,
    effectTypeId: finish.effectTypeId,
    outputKey: finish.output!.key,
    outputSha256: finish.output!.sha256,
    quality: finish.quality!.parts,
    composite: finish.quality!.composite,
    chargeTokens: run.quote.amountTokens,
    legTaskIds: run.legs.map((leg) => leg.taskId),
  });
  return {
    to: 'AWAITING_APPROVAL',
    run: ready,
    commands: [
      ...(run.result ? [] : [charge]),
      emitPer('ApprovalRequested', finish.taskId, { submission: submissionOf(ready, qualityFloor) }),
    ],
  };
}

/** The override's finish failed: approval is asked for the earlier result again, which the override had withdrawn. */
function earlierResult(run: RunSaga, qualityFloor: number): Step {
  const back = { ...run, finishTaskId: null };
  const subject = `${run.result!.finishTaskId}-after-${run.finishTaskId}`;
  return {
    to: 'AWAITING_APPROVAL',
    run: back,
    commands: [emitPer('ApprovalRequested', subject, { submission: submissionOf(back, qualityFloor) })],
  };
}

function noFinish(run: RunSaga, finish: Leg | undefined): Step {
  return failed(run, {
    reason: 'FINISH_FAILED',
    humanReadableCause: `No candidate could be rendered in full length. Last: ${finish?.failureCause ?? 'the render was stopped.'}`,
    suggestedAction: 'Try a shorter clip, or again later; your tokens are released.',
  });
}
