import { isCandidate, isJudgedCandidate, isSettled } from '../../leg.ts';
import type { RunSaga } from '../run-saga.ts';

/** Judged candidates that suffice once the legs' deadline has passed. */
export const QUORUM = 1;

/** Whether the choice can be made: all candidates settled, or late and a quorum judged. */
export function candidatesReady(run: RunSaga): 'enough' | 'all-failed' | 'waiting' {
  const candidates = run.legs.filter(isCandidate);
  const judgedCount = candidates.filter(isJudgedCandidate).length;
  if (candidates.every(isSettled)) return judgedCount > 0 ? 'enough' : 'all-failed';
  return run.isLegsDeadlinePassed && judgedCount >= QUORUM ? 'enough' : 'waiting';
}
