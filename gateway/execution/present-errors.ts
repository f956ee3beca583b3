import type { GraphQLFormattedError } from 'graphql';

const INTERNAL = 'INTERNAL_SERVER_ERROR';

/**
 * An error as it goes to a client: message, place, a stable code, whether trying again may help, and the
 * correlation id. Nothing of the inside: no stack, no names of subgraphs.
 */
export function presentError(error: GraphQLFormattedError, correlationId: string): GraphQLFormattedError {
  const { code, retryable } = error.extensions ?? {};
  const isInternal = code === undefined || code === INTERNAL;
  return {
    message: isInternal ? 'The studio could not do this.' : error.message,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: {
      code: code ?? INTERNAL,
      ...(typeof retryable === 'boolean' ? { retryable } : {}),
      correlationId,
    },
  };
}
