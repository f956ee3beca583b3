import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { runPrice, tokensToNanoUsd } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { type BenchmarkCell, benchmarkMatrix } from '../domain/benchmark-matrix.ts';
import type { BenchmarkRound } from '../domain/benchmark-round.ts';
import { attemptsOfRounds } from '../persistence/attempts.ts';
import { findRound, newestRounds } from '../persistence/rounds.ts';

/** Most rounds that are listed. */
const LIMIT = 50;

export const readRound = (ctx: CallContext, id: string): Promise<BenchmarkRound | null> =>
  ctx.db.transaction(ctx, (tx) => findRound(tx, id));

/** Newest first. */
export const readRounds = (ctx: CallContext, first: number): Promise<BenchmarkRound[]> =>
  ctx.db.transaction(ctx, (tx) => newestRounds(tx, Math.min(Math.max(first, 1), LIMIT)));

/** What a round found so far, at the price of a run in force now; batched. */
export function loadMatrix(ctx: CallContext, roundId: string): Promise<BenchmarkCell[] | null> {
  return loader<string, BenchmarkCell[]>(ctx, 'economics-benchmark-matrix', (ids) =>
    ctx.db.transaction(ctx, async (tx) => {
      const card = await rateCardAsOf(tx, tx.now);
      const price = (effectTypeId: string): bigint | null =>
        card ? tokensToNanoUsd(card, runPrice(card, effectTypeId)) : null;
      const attempts = await attemptsOfRounds(tx, ids);
      return new Map([...attempts].map(([id, own]) => [id, benchmarkMatrix(own, price)]));
    }),
  ).load(roundId);
}
