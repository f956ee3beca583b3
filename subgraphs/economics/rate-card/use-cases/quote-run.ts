import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { limitLeft } from '../../ledger/persistence/spending-limits.ts';
import { walletsOfOwners } from '../../ledger/persistence/wallet-reader.ts';
import { runPrice } from '../domain/rate-card.ts';
import { rateCardAsOf } from '../persistence/rate-cards.ts';

/** What a run costs its creator now. */
export interface Quote {
  amountTokens: number;
  rateCardVersion: number;
  /** What the caller could spend at this moment. */
  availableTokens: number;
  /** What the caller's spending limit still allows; null without a limit. */
  limitLeftTokens: number | null;
}

/**
 * Prices one run for the caller.
 * @param effectTypeId what it will make; null while that is not known, which takes the general price
 * @throws StudioError `NO_RATE_CARD` (retryable) when no prices are in force
 */
export async function quoteRun(ctx: CallContext, effectTypeId: string | null): Promise<Quote> {
  const reading = ctx.db.reading(ctx);
  const card = await rateCardAsOf(reading, reading.now);
  if (!card) throw new StudioError('NO_RATE_CARD', 'no rate card is in force', { retryable: true });
  const { subjectId } = ctx.caller;
  const wallet = subjectId ? (await walletsOfOwners(reading, [subjectId])).get(subjectId) : undefined;
  return {
    amountTokens: runPrice(card, effectTypeId),
    rateCardVersion: card.version,
    availableTokens: wallet?.availableTokens ?? 0,
    limitLeftTokens: subjectId ? await limitLeft(reading, subjectId) : null,
  };
}
