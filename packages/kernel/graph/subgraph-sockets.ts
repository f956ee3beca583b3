import { GraphQLError, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { WebSocketServer } from 'ws';
import type { CallContext } from '../context.ts';
import type { MountedSubgraph } from '../host.ts';
import type { InternalTokens } from './internal-token.ts';
import type { SubgraphAnswer, SubgraphExecution, SubgraphOperation } from './subgraph-execution.ts';

interface Target {
  mounted: MountedSubgraph;
  execution: SubgraphExecution;
}

/** One subscription on its way to execution. */
interface Pending {
  ctx: CallContext;
  execution: SubgraphExecution;
  operation: SubgraphOperation;
}

const refused = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/**
 * Speaks graphql-ws with gateways. One socket carries the subscriptions of many callers, so the internal
 * token travels with each operation, as `extensions.token`.
 */
export function serveSubgraphSockets(
  sockets: WebSocketServer,
  tokens: InternalTokens,
  find: (url: string | undefined) => Target | undefined,
): { dispose(): void | Promise<void> } {
  return useServer(
    {
      onSubscribe: async ({ extra }, _id, payload) => {
        const target = find(extra.request.url);
        const call = await tokens.verify(String(payload.extensions?.token ?? '')).catch(() => null);
        if (!target || !call) return [refused('UNAUTHENTICATED', 'An internal token is needed.')];
        const { query, variables, operationName } = payload;
        const pending: Pending = {
          ctx: target.mounted.contextFor(call),
          execution: target.execution,
          operation: { query, variables, operationName },
        };
        return {
          schema: target.mounted.schema,
          document: parse(query, { noLocation: true }),
          operationName,
          contextValue: pending,
        };
      },
      subscribe: async ({ contextValue }): Promise<AsyncIterable<SubgraphAnswer> | SubgraphAnswer> => {
        const { ctx, execution, operation } = contextValue as Pending;
        return execution.subscribe(ctx, operation);
      },
      execute: () => ({ errors: [refused('BAD_REQUEST', 'Queries and mutations are posted.')] }),
    },
    sockets,
  );
}
