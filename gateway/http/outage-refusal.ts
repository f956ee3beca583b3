import { isUnavailable } from '@effect-studio/kernel/process/unavailable';
import { GraphQLError } from 'graphql';
import { HttpRefusal } from './problem-details.ts';

const RETRY_AFTER_S = 1;
const AGAIN = 'A part of the studio is not available. Try again in a moment.';

/**
 * A part that is needed to know the caller, or to count what they do, is away: told as what it is, so that clients try
 * again. Null for other errors.
 */
export function outageRefusal(error: unknown): HttpRefusal | null {
  if (error instanceof GraphQLError && error.extensions.retryable === true) {
    return away(String(error.extensions.code), error.message);
  }
  return isUnavailable(error) ? away('UNAVAILABLE', AGAIN) : null;
}

const away = (code: string, message: string): HttpRefusal =>
  new HttpRefusal(503, code, message, { retryable: true }, { 'retry-after': String(RETRY_AFTER_S) });
