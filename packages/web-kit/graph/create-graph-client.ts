import { schema, valueTypes } from 'virtual:studio-schema';
import { Client, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange, type KeyingConfig, type UpdatesConfig } from '@urql/exchange-graphcache';
import { csrfHeader } from '../session/csrf.ts';
import { byHashExchange } from './by-hash.ts';
import { cacheKeysOf } from './cache-keys.ts';
import { liveSocket } from './live-socket.ts';
import { patientFetch } from './patient-fetch.ts';
import { pageSpans } from './send-page-spans.ts';
import { tracedFetch } from './traced-fetch.ts';

export interface GraphClientOptions {
  /** Name of the web app, sent as `x-studio-client` with every request. */
  client: 'web-user' | 'web-admin';
  /** Keys of types without an `id` that are entities all the same. */
  keys?: KeyingConfig;
  /** Writers of mutations and feeds into the cache. */
  updates?: UpdatesConfig;
  /** Called when the gateway says that nobody is signed in any more. */
  onSignedOut: () => void;
}

/** The only client of the graph in a page: normalised cache, then HTTP by the documents’ hashes, with subscriptions beside it. */
export function createGraphClient({ client, keys, updates, onSignedOut }: GraphClientOptions): Client {
  const spans = pageSpans(client);
  const socket = liveSocket(client, onSignedOut, spans);
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetch: tracedFetch(patientFetch(), spans),
    requestPolicy: 'cache-and-network',
    fetchOptions: () => ({
      headers: { 'x-studio-client': client, ...csrfHeader(client) },
      credentials: 'same-origin',
    }),
    exchanges: [
      mapExchange({
        onError(error) {
          if (error.graphQLErrors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED'))
            onSignedOut();
        },
      }),
      cacheExchange({
        schema,
        keys: cacheKeysOf(valueTypes, keys),
        updates,
      }),
      byHashExchange,
      fetchExchange,
      subscriptionExchange({ forwardSubscription: socket.forward }),
    ],
  });
}
