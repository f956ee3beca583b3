import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { requestRepricing } from '../../costs/persistence/request-repricing.ts';
import { requestManifest } from '../../manifest/persistence/request-manifest.ts';
import { checkTerms } from '../domain/check-terms.ts';
import { diffTerms, onlyAddsPrices, type PriceChange } from '../domain/diff-terms.ts';
import { HOUSE_RATE_CARD } from '../domain/house-rate-card.ts';
import type { RateCardTerms } from '../domain/rate-card.ts';
import { insertRateCard, lockPublication, rateCardAsOf, versionOfTerms } from '../persistence/rate-cards.ts';

/** New prices and when they begin. */
export interface PublishRateCard {
  terms: RateCardTerms;
  note: string;
  /** Default: now. */
  effectiveFrom?: Date;
}

/** What a publication changed; plain data, so that a repetition answers the same. */
export interface RateCardPublication {
  version: number;
  /** The card that held before, at the moment from which the new one holds; null for the first. */
  previousVersion: number | null;
  changes: PriceChange[];
}

/**
 * Publishes prices that hold from `effectiveFrom` on; the same as the newest ones change nothing. The first card
 * ever holds from the beginning of time. A new manifest is asked for, since what was barred for want of a price
 * may not be any more, and what was booked without a price since then is priced.
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

/**
 * Publishes prices on an admin's behalf, once per key. Bookings are pinned to the card that held, so prices cannot
 * change behind them: a card begins now or later, unless all that it does is to add prices that were missing.
 * Callers see to authorization: admins only.
 */
export function publishPrices(
  ctx: CallContext,
  input: PublishRateCard & { key: string },
): Promise<RateCardPublication | InvalidInput | IdempotencyConflict> {
  const { key, ...payload } = input;
  return idempotent<RateCardPublication | InvalidInput>(
    ctx,
    { operation: 'publishRateCard', key, payload },
    async (tx) => {
      const { terms, effectiveFrom = tx.now } = input;
      const note = input.note.trim();
      if (note === '') return invalidInput('note', 'A rate card needs a note.', 'Say why prices change.');
      const fault = checkTerms(terms);
      if (fault) return invalidInput(fault.field, fault.cause, fault.action);
      await lockPublication(tx);
      const before = await rateCardAsOf(tx, effectiveFrom);
      if (effectiveFrom < tx.now && before && !onlyAddsPrices(before, terms)) {
        return invalidInput(
          'effectiveFrom',
          'Work has been booked at the prices of that time, and this card changes some of them.',
          'Let it begin now or later, or only add prices that were missing.',
        );
      }
      const version = await publishWithin(tx, { terms, note, effectiveFrom });
      return { version, previousVersion: before?.version ?? null, changes: diffTerms(before, terms) };
    },
  );
}

/** The same within a running transaction. */
export async function publishWithin(tx: Transaction, input: PublishRateCard): Promise<number> {
  const { terms, note, effectiveFrom = tx.now } = input;
  const version = await insertRateCard(tx, { terms, effectiveFrom, note });
  await requestManifest(tx, `rate-card-${version}`, effectiveFrom > tx.now ? effectiveFrom : tx.now);
  await requestRepricing(tx, version, effectiveFrom);
  return version;
}
