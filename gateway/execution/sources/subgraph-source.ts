import type { SubgraphAnswer, SubgraphOperation } from '@effect-studio/kernel/graph/subgraph-execution';
import type { RequestScope } from '../request-scope.ts';

/** How the gateway reaches one subgraph, in this process or another. */
export interface SubgraphSource {
  readonly name: string;
  execute(scope: RequestScope, operation: SubgraphOperation): Promise<SubgraphAnswer>;
  /** @returns a stream whose `return()` ends the subscription at its owner, or one answer when it was refused */
  subscribe(
    scope: RequestScope,
    operation: SubgraphOperation,
  ): Promise<AsyncIterableIterator<SubgraphAnswer> | SubgraphAnswer>;
  close(): Promise<void>;
}
