import { SubgraphExecution } from '@effect-studio/kernel/graph/subgraph-execution';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { inSpan, isTracing } from '@effect-studio/telemetry/tracing';
import type { SubgraphSource } from './subgraph-source.ts';

/** A subgraph of this process: no network, no JSON, no token. */
export function mountedSource(mounted: MountedSubgraph): SubgraphSource {
  const execution = new SubgraphExecution(mounted);
  const fetch: SubgraphSource['execute'] = async (scope, operation) => {
    if (!operation.query.startsWith('mutation'))
      return execution.execute(scope.contextFor(mounted), operation);
    const answer = await execution.execute(mounted.contextFor(scope), operation);
    scope.forgetLoaded();
    return answer;
  };
  return {
    name: mounted.name,
    execute: (scope, operation) => {
      // Nothing is put together for a span that is not made.
      if (!isTracing()) return fetch(scope, operation);
      const attributes = { 'studio.context': mounted.name };
      const { correlationId } = scope;
      return inSpan(`subgraph ${mounted.name}`, { correlationId, attributes }, () => fetch(scope, operation));
    },
    subscribe: (scope, operation) => execution.subscribe(mounted.contextFor(scope), operation),
    close: () => Promise.resolve(),
  };
}
