import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { requestManifest } from '../../manifest/persistence/request-manifest.ts';
import { HOUSE_RATE_CARD } from '../domain/house-rate-card.ts';
import type { RateCardTerms } from '../domain/rate-card.ts';
import { insertRateCard, versionOfTerms } from '../persistence/rate-cards.ts';

/** New prices and when they begin. */
export interface PublishRateCard {
  terms: RateCardTerms;
  note: string;
  /** Default: now. */
  effectiveFrom?: Date;
}

/**
 * Publishes prices that hold from `effectiveFrom` on; the same as the newest ones change nothing. The first card
 * ever holds from the beginning of time. A new manifest is asked for, since what was barred for want of a price
 * may not be any more.
 * @returns the version of the card with these terms
 */
export function publishRateCard(ctx: CallContext, input: PublishRateCard): Promise<number> {
  return ctx.db.transaction(ctx, (tx) => publishWithin(tx, input));
}

/** Publishes the prices that the studio starts with, once: a later card stays in force on the next start. */
export function seedHouseRateCard(ctx: CallContext): Promise<number> {
  return ctx.db.transaction(
    ctx,
    async (tx) =>
      (await versionOfTerms(tx, HOUSE_RATE_CARD)) ??
      (await publishWithin(tx, { terms: HOUSE_RATE_CARD, note: 'house prices' })),
  );
}

/** The same within a running transaction. */
export async function publishWithin(tx: Transaction, input: PublishRateCard): Promise<number> {
  const { terms, note, effectiveFrom = tx.now } = input;
  const version = await insertRateCard(tx, { terms, effectiveFrom, note });
  await requestManifest(tx, `rate-card-${version}`, effectiveFrom);
  return version;
}
