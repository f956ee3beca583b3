import { isId } from '@effect-studio/kernel/ids';
import { GraphQLError } from 'graphql';
import type { Effect } from '../domain/effect.ts';
import type { EffectOrder, EffectSearch, Place } from './effect-index.ts';

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

/** The cursor of an effect in the list of those who look after the gallery. */
export const managedCursor = ({ id }: Pick<Effect, 'id'>): string => Buffer.from(id).toString('base64url');

/** @throws GraphQLError `BAD_USER_INPUT` when it is not one of ours */
export function readManagedCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isId(id)) return id;
  throw new GraphQLError('This cursor is not of this list.', { extensions: { code: 'BAD_USER_INPUT' } });
}

/** The cursor of a place in a listing with an order or a filter. `~`: the words of the search were taken for others. */
export const orderedCursor = (
  { order, isForgiving }: Pick<EffectSearch, 'order' | 'isForgiving'>,
  { value, id }: Place,
): string => Buffer.from(`${order}${isForgiving ? '~' : ''}:${value}:${id}`).toString('base64url');

/** @throws GraphQLError `BAD_USER_INPUT` when it is not one of ours, or of another order */
export function readOrderedCursor(cursor: string, order: EffectOrder): Place & { isForgiving: boolean } {
  const [own = '', value = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(':');
  if (own.replace('~', '') !== order || !/^-?\d{1,18}$/.test(value) || !isId(id)) {
    throw new GraphQLError('This cursor is not of this listing.', { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return { value: BigInt(value), id, isForgiving: own.endsWith('~') };
}
