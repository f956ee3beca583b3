import type { Phase } from '../step.ts';
import { candidatesReady } from './quorum.ts';
import { allLegsFailed, judged } from './running.ts';

/** Everything is rendered; waits for the judgements. */
export const evaluating: Phase = (run) => {
  const readiness = candidatesReady(run);
  if (readiness === 'all-failed') return allLegsFailed(run);
  return readiness === 'enough' ? judged(run) : null;
};
