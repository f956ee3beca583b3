import type { CallContext } from '@effect-studio/kernel/context';
import { type InvalidInput, invalidInput, type ProblemOf, problem } from '@effect-studio/kernel/errors';
import type { MarginBasis } from '../../attribution/domain/margin-drivers.ts';
import { sumAll } from '../../margins/domain/bucket-sums.ts';
import type { MinuteRange } from '../../margins/domain/window.ts';
import { type SliceFilter, slicesOver } from '../../margins/persistence/read-buckets.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { type NoPrice, type PriceSimulation, simulatePrice } from '../domain/price-simulation.ts';
import { readView } from './read-view.ts';

export type InsufficientHistory = ProblemOf<'InsufficientHistory', { sampleCount: number }>;

/** A simulation with what it is about. */
export interface PricedEffect extends PriceSimulation {
  effectTypeId: string;
  basis: MarginBasis;
  targetMargin: number;
  tokenRateNanoUsd: bigint;
}

const CAUSES: Record<NoPrice, string> = {
  NO_CHARGED_RUNS: 'No run of this effect type was charged in the span.',
  UNPRICED: 'Work on this effect type has no price yet, so that what it cost is not known.',
  ALL_REFUNDED: 'Everything that runs of this effect type brought in the span was refunded.',
};

/** What a run of an effect type would have to cost for a margin. Callers see to authorization: admins only. */
export async function readPriceSimulation(
  ctx: CallContext,
  input: { effectTypeId: string; targetMargin: number; range: MinuteRange; basis: MarginBasis },
): Promise<PricedEffect | InsufficientHistory | InvalidInput> {
  const { effectTypeId, targetMargin, range, basis } = input;
  if (!(targetMargin < 1) || targetMargin < -1_000) {
    return invalidInput(
      'targetMargin',
      'No price brings such a margin.',
      'Give a share below 1, such as 0.6.',
    );
  }
  const card = await ctx.db.transaction(ctx, (tx) => rateCardAsOf(tx, tx.now));
  const filter: SliceFilter = { budgetContext: 'user_run', providerId: null, effectTypeId, fleet: null };
  const sums = await readView(ctx, 'sums', { range, filter }, async (tx) =>
    sumAll((await slicesOver(tx, range, filter)).map((slice) => slice.sums)),
  );
  const refuse = (cause: string) =>
    problem(
      'InsufficientHistory',
      {
        title: 'Too little history',
        status: 409,
        humanReadableCause: cause,
        suggestedAction: 'Choose a longer span, or publish a rate card that prices everything.',
        instance: effectTypeId,
      },
      { sampleCount: Number(sums.chargedRuns) },
    );
  if (!card) return refuse('No rate card is in force, so that a token has no value.');
  const targetPpm = BigInt(Math.round(targetMargin * 1e6));
  if (targetPpm >= 1_000_000n)
    return invalidInput('targetMargin', 'No price brings such a margin.', 'Give a share below 0.999999.');
  const simulation = simulatePrice(sums, basis, card.tokenRateNanoUsd, targetPpm);
  if (typeof simulation === 'string') return refuse(CAUSES[simulation]);
  return { ...simulation, effectTypeId, basis, targetMargin, tokenRateNanoUsd: card.tokenRateNanoUsd };
}
