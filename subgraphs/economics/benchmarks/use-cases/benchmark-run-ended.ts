import type { Transaction } from '@effect-studio/kernel/database';
import { requestRound } from '../../recommendations/use-cases/schedule-advice.ts';
import { endRun, findRound } from '../persistence/rounds.ts';
import { advanceRound } from './advance-round.ts';

/** A run ended: when it was a benchmark, the next of its round is started. A finished round is fresh evidence. */
export async function benchmarkRunEnded(
  tx: Transaction,
  run: { runId: string; state: 'COMPLETED' | 'FAILED'; reason: string | null },
): Promise<void> {
  const roundId = await endRun(tx, run);
  if (!roundId) return;
  await advanceRound(tx, roundId);
  const round = await findRound(tx, roundId);
  if (round?.state === 'FINISHED') await requestRound(tx, roundId);
}
