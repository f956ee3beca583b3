import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

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

/** Logs what a fetch failed of, where that was nothing that a subgraph said. */
export function logFailures(
  errors: readonly GraphQLFormattedError[],
  log: Logger,
  correlationId: string,
): void {
  for (const error of errors) {
    const cause = 'cause' in error ? error.cause : undefined;
    const original = cause instanceof GraphQLError ? cause.originalError : cause;
    if (original) log.error({ err: original, path: error.path, correlationId }, 'an operation failed');
  }
}
