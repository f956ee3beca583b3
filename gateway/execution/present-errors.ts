import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

const INTERNAL = 'INTERNAL_SERVER_ERROR';
/** Of errors to which their context gave no code: nobody meant them for clients. */
const UNEXPLAINED = 'DOWNSTREAM_SERVICE_ERROR';
/** Numbers by which a refusal tells how much is allowed. */
const NUMBERS = ['limit', 'actual', 'retryAfterSeconds'] as const;

/**
 * An error as it goes to a client: message, place, a stable code, whether trying again may help, and the
 * correlation id. Nothing of the inside: no stack, no names of subgraphs.
 */
export function presentError(error: GraphQLFormattedError, correlationId: string): GraphQLFormattedError {
  const { code, retryable } = error.extensions ?? {};
  const isInternal = code === undefined || code === INTERNAL || code === UNEXPLAINED;
  return {
    message: isInternal ? 'The studio could not do this.' : error.message,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: {
      code: isInternal ? INTERNAL : code,
      ...(typeof retryable === 'boolean' ? { retryable } : {}),
      ...numbersIn(error.extensions),
      correlationId,
    },
  };
}

function numbersIn(extensions: GraphQLFormattedError['extensions']): Record<string, number> {
  return Object.fromEntries(
    NUMBERS.flatMap((name) => {
      const value = extensions?.[name];
      return typeof value === 'number' ? [[name, value]] : [];
    }),
  );
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
