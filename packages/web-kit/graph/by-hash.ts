import { makeOperation, mapExchange, type Operation } from '@urql/core';

/** The generator puts the SHA-256 of each document's text into it, with the algorithm's name before it. */
function hashOf(document: object): string | null {
  const meta = '__meta__' in document ? document.__meta__ : null;
  const hash = typeof meta === 'object' && meta !== null && 'hash' in meta ? meta.hash : null;
  return typeof hash === 'string' ? hash.replace(/^sha256:/, '') : null;
}

/** The operation with its document's hash, which is then sent instead of the text. */
export function withHash(operation: Operation): Operation {
  const sha256Hash = hashOf(operation.query);
  if (operation.kind === 'teardown' || sha256Hash === null) return operation;
  const persistedQuery = { version: 1 as const, sha256Hash };
  const extensions = { ...operation.extensions, persistedQuery };
  return makeOperation(operation.kind, { ...operation, extensions }, operation.context);
}

/**
 * Sends the hash of each document instead of its text, as Apollo's protocol of persisted queries does it. In
 * production the gateway runs nothing else. After the cache, which asks by documents of its own otherwise.
 */
export const byHashExchange = mapExchange({ onOperation: withHash });
