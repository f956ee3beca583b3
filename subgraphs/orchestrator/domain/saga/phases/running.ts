import { hasEndedRendering, isCandidate, legStatus } from '../../leg.ts';
import type { RunSaga } from '../run-saga.ts';
import { completed, failed, type Phase, type Step } from '../step.ts';
import { effectOutcome } from './effect-leg.ts';
import { candidatesReady } from './quorum.ts';

/** Waits for the legs: all rendered, or the deadline with at least one judged candidate. */
export const running: Phase = (run, world) => {
  if (run.effectInUse) {
    const isRendered = legStatus(run.legs.at(-1)!) === 'JUDGING';
    return isRendered ? { to: 'EVALUATING', run, commands: [] } : effectOutcome(run, world);
  }
  const readiness = candidatesReady(run);
  if (readiness === 'all-failed') return allLegsFailed(run);
  if (readiness === 'enough') return judged(run);
  const areRendered = run.legs.filter(isCandidate).every(hasEndedRendering);
  return areRendered ? { to: 'EVALUATING', run, commands: [] } : null;
};

/** What follows when the judgements suffice: a choice, or for a benchmark the end. */
export const judged = (run: RunSaga): Step =>
  run.benchmark ? completed(run) : { to: 'SELECTING', run, commands: [] };

/** The end of a run whose legs all failed, with the cause of each. */
export function allLegsFailed(run: RunSaga): Step {
  const causes = run.legs
    .filter(isCandidate)
    .map((leg) => `${leg.providerId}: ${leg.failureCause ?? 'stopped before it was done.'}`);
  return failed(run, {
    reason: 'ALL_LEGS_FAILED',
    humanReadableCause: `None of the providers could make it. ${causes.join(' ')}`,
    suggestedAction: 'Try again later or with another clip; your tokens are released.',
  });
}
