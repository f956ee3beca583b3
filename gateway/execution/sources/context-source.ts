import { traceHeaders } from '@effect-studio/telemetry/tracing';
import { httpSource } from './http-source.ts';
import type { SubgraphSource } from './subgraph-source.ts';

/** A context in another process of the studio: every operation carries the internal token that it trusts. */
export function contextSource(name: string, baseUrl: string): SubgraphSource {
  return httpSource({
    name,
    url: new URL(`/${name}/graphql`, baseUrl).href,
    headersFor: async (scope) => ({
      authorization: `Bearer ${await scope.token()}`,
      'x-correlation-id': scope.correlationId,
      ...traceHeaders(),
    }),
    // A subscription outlives what a cached token was made for, and has no header to name its trace.
    extensionsFor: async (scope) => ({ token: await scope.tokenOfItsOwn() }),
  });
}
