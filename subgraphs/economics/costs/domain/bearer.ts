import type { RunAccount } from '../../charges/domain/run-account.ts';
import type { Bearer, LegRole } from './cost-entry.ts';

/**
 * Who bears a leg's cost, retries of the leg included:
 * - the winning candidate, its full-length render, and what the run used as a whole: the RUN, which the creator's
 *   price pays;
 * - every other leg of a run with a winner, and shadow and exploration legs of any ended run: EXPLORATION;
 * - all else of a run that ended without a winner: PLATFORM, since nobody was charged and nothing was learned on
 *   purpose;
 * - while the run goes on: PENDING.
 */
export function bearerOf(
  leg: { taskId: string | null; role: LegRole | null },
  run: Pick<RunAccount, 'state' | 'winner'>,
): Bearer {
  if (run.winner) {
    const isWinning =
      leg.taskId === null ||
      leg.taskId === run.winner.candidateTaskId ||
      leg.taskId === run.winner.finishTaskId;
    return isWinning ? 'RUN' : 'EXPLORATION';
  }
  switch (run.state) {
    case 'OPEN':
    case 'RESERVED':
    case 'CHARGED':
      return 'PENDING';
    case 'REFUSED':
    case 'RELEASED':
    case 'REFUNDED':
    case 'CLOSED':
      return leg.role === 'shadow' || leg.role === 'exploration' ? 'EXPLORATION' : 'PLATFORM';
  }
}
