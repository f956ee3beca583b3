import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { SubgraphExecution } from '@effect-studio/kernel/subgraph-execution';
import type { SubgraphSource } from './subgraph-source.ts';

/** A subgraph of this process: no network, no JSON, no token. */
export function mountedSource(mounted: MountedSubgraph): SubgraphSource {
  const execution = new SubgraphExecution(mounted);
  return {
    name: mounted.name,
    execute: async (scope, operation) => {
      if (!operation.query.startsWith('mutation'))
        return execution.execute(scope.contextFor(mounted), operation);
      const answer = await execution.execute(mounted.contextFor(scope), operation);
      scope.forgetLoaded();
      return answer;
    },
    subscribe: (scope, operation) => execution.subscribe(mounted.contextFor(scope), operation),
    close: () => Promise.resolve(),
  };
}
