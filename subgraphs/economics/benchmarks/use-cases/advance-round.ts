import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { BenchmarkRequested } from '@effect-studio/schema/events/economics';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { RUNS_AT_ONCE } from '../domain/benchmark-round.ts';
import { findCase } from '../persistence/library.ts';
import { finishRound, takeNextRuns } from '../persistence/rounds.ts';

/** Asks for the next runs of a round, as many as may be under way at once; a round without any left is finished. */
export async function advanceRound(tx: Transaction, roundId: string): Promise<void> {
  const card = await rateCardAsOf(tx, tx.now);
  if (!card) throw new StudioError('NO_RATE_CARD', 'a benchmark needs prices in force', { retryable: true });
  for (const { runId, caseId, caseVersion } of await takeNextRuns(tx, roundId, RUNS_AT_ONCE)) {
    const { effectTypeId, exampleVideoId, footageVideoId, wish, ...variant } = await findCase(
      tx,
      caseId,
      caseVersion,
    );
    await tx.emit(BenchmarkRequested, {
      aggregateId: runId,
      idempotencyKey: `economics:${runId}:benchmark:v1`,
      budgetContext: 'benchmark',
      payload: {
        runId,
        roundId,
        caseId,
        caseVersion,
        effectTypeId,
        exampleVideoId,
        footageVideoId,
        wish,
        variant: {
          variantId: variant.variantId,
          text: variant.variantText,
          parameters: variant.variantParameters,
        },
        rateCardVersion: card.version,
      },
    });
  }
  await finishRound(tx, roundId);
}
