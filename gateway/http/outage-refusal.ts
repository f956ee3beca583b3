import { GraphQLError } from 'graphql';
import { HttpRefusal } from './problem-details.ts';

const RETRY_AFTER_S = 1;

/** A part that is needed to know the caller is away: told as what it is, so that clients try again. Null for other errors. */
export function outageRefusal(error: unknown): HttpRefusal | null {
  if (!(error instanceof GraphQLError) || error.extensions.retryable !== true) return null;
  return new HttpRefusal(
    503,
    String(error.extensions.code),
    error.message,
    { retryable: true },
    { 'retry-after': String(RETRY_AFTER_S) },
  );
}
