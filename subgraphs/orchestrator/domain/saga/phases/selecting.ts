import { rankCandidates } from '../../choice/rank-candidates.ts';
import type { Phase } from '../step.ts';
import { finishCandidate, nextCandidate } from './finish-candidate.ts';
import { allLegsFailed } from './running.ts';

/** Ranks the judged candidates and has the best rendered in full. Never waits. */
export const selecting: Phase = (run, world) => {
  const ranked = rankCandidates(run, world.policy);
  const best = nextCandidate(ranked);
  return best ? finishCandidate(ranked, best, 'BestResultSelected', world) : allLegsFailed(run);
};
