import { isId } from '@effect-studio/kernel/ids';
import { GraphQLError } from 'graphql';
import type { Effect } from '../domain/effect.ts';

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
