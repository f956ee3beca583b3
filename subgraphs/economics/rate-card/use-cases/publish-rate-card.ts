import type { CallContext } from '@effect-studio/kernel/context';
import { requestManifest } from '../../manifest/persistence/request-manifest.ts';
import { HOUSE_RATE_CARD } from '../domain/house-rate-card.ts';
import type { RateCardTerms } from '../domain/rate-card.ts';
import { insertRateCard } from '../persistence/rate-cards.ts';

/**
 * Publishes prices that hold from `effectiveFrom` (default: now) on. Terms that were published before are not
 * published again. The first card ever holds from the beginning of time. A new manifest is asked for, since
 * what was barred for want of a price may not be any more.
 * @returns the version of the card with these terms
 */
export async function publishRateCard(
  ctx: CallContext,
  input: { terms: RateCardTerms; note: string; effectiveFrom?: Date },
): Promise<number> {
  return ctx.db.transaction(ctx, async (tx) => {
    const { terms, note, effectiveFrom = tx.now } = input;
    const version = await insertRateCard(tx, { terms, effectiveFrom, note });
    await requestManifest(tx, `rate-card-${version}`, effectiveFrom);
    return version;
  });
}

/** Publishes the prices that the studio starts with, once: a later card stays in force on the next start. */
export function seedHouseRateCard(ctx: CallContext): Promise<number> {
  return publishRateCard(ctx, { terms: HOUSE_RATE_CARD, note: 'house prices' });
}
