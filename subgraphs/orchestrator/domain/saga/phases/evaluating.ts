import type { Phase } from '../step.ts';
import { effectOutcome } from './effect-leg.ts';
import { candidatesReady } from './quorum.ts';
import { allLegsFailed, judged } from './running.ts';

/** Everything is rendered; waits for the judgements. */
export const evaluating: Phase = (run, world) => {
  if (run.effectInUse) return effectOutcome(run, world);
  const readiness = candidatesReady(run);
  if (readiness === 'all-failed') return allLegsFailed(run);
  return readiness === 'enough' ? judged(run) : null;
};
