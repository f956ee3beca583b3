import { isId } from '@effect-studio/kernel/ids';
import { GraphQLError } from 'graphql';
import type { Effect } from '../domain/effect.ts';
import type { EffectOrder } from '../persistence/effect-rows.ts';

/** A place in the listing: when the last effect seen was published, and its id. */
export interface ListingPlace {
  publishedAt: Date;
  id: string;
}

/** The cursor of an effect in the listing. */
export const listingCursor = (effect: Pick<Effect, 'publishedAt' | 'id'>): string =>
  Buffer.from(`${effect.publishedAt.getTime()}:${effect.id}`).toString('base64url');

/** @throws GraphQLError `BAD_USER_INPUT` when it is not one of ours */
export function readListingCursor(cursor: string): ListingPlace {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  const publishedAt = new Date(Number(time));
  if (!/^\d+$/.test(time) || Number.isNaN(publishedAt.getTime()) || !isId(id)) {
    throw new GraphQLError('This cursor is not of the gallery.', { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return { publishedAt, id };
}

/** By what an effect stands where it stands; greater comes first. Microseconds, uses, or tokens below zero. */
function placeIn(order: EffectOrder, { publishedAt, useCount, priceTokens }: Effect): bigint {
  if (order === 'MOST_USED') return BigInt(useCount);
  return order === 'CHEAPEST' ? -BigInt(priceTokens) : BigInt(publishedAt.getTime()) * 1_000n;
}

/** The cursor of an effect in a listing with an order or a filter. */
export const orderedCursor = (effect: Effect, order: EffectOrder): string =>
  Buffer.from(`${order}:${placeIn(order, effect)}:${effect.id}`).toString('base64url');

/** @throws GraphQLError `BAD_USER_INPUT` when it is not one of ours, or of another order */
export function readOrderedCursor(cursor: string, order: EffectOrder): { value: bigint; id: string } {
  const [own, value = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  if (own !== order || !/^-?\d{1,18}$/.test(value) || !isId(id)) {
    throw new GraphQLError('This cursor is not of this listing.', { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return { value: BigInt(value), id };
}
