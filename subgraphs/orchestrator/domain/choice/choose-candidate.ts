import { isJudgedCandidate } from '../leg.ts';
import { finishCandidate } from '../saga/phases/finish-candidate.ts';
import { chosenTaskId, legOf, type RunSaga } from '../saga/run-saga.ts';
import type { SagaInput } from '../saga/saga-input.ts';
import type { SagaWorld } from '../saga/saga-policy.ts';
import type { Step } from '../saga/step.ts';

/** Why a candidate cannot be chosen now; null when it can. */
export function whyNotChoosable(run: RunSaga, taskId: string): string | null {
  if (run.state !== 'FINISHING' && run.state !== 'AWAITING_APPROVAL') {
    return 'A candidate can be chosen between the comparison and the approval only.';
  }
  const leg = legOf(run, taskId);
  if (!leg || !isJudgedCandidate(leg))
    return 'It is not a candidate of this run that was rendered and judged.';
  return chosenTaskId(run) === taskId ? 'It is the chosen one already.' : null;
}

/** The creator's own choice: another full-length render for the same charge. */
export function chooseCandidate(run: RunSaga, input: SagaInput, world: SagaWorld): Step | null {
  if (input.type !== 'ChooseCandidate' || whyNotChoosable(run, input.taskId)) return null;
  return finishCandidate(run, legOf(run, input.taskId)!, 'WinnerOverridden', world);
}
