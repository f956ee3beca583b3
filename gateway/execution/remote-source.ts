import type { SubgraphAnswer, SubgraphOperation } from '@effect-studio/kernel/subgraph-execution';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { Pool } from 'undici';
import WebSocket from 'ws';
import { BoundedBuffer } from '../subscriptions/bounded-buffer.ts';
import type { RequestScope } from './request-scope.ts';
import type { SubgraphSource } from './subgraph-source.ts';

const CONNECTIONS = 32;
const TIMEOUT_MS = 15_000;
/** Events held for one slow subscriber. */
const EVENT_LIMIT = 256;

interface WireAnswer {
  data?: SubgraphAnswer['data'];
  errors?: readonly GraphQLFormattedError[];
}

/** A subgraph in another process: HTTP keep-alive for operations, one socket for all subscriptions. */
export function remoteSource(name: string, baseUrl: string): SubgraphSource {
  const { origin } = new URL(baseUrl);
  const path = `/${name}/graphql`;
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: 30_000,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: 3_000 },
  });
  const socket = createClient({
    url: origin.replace(/^http/, 'ws') + path,
    webSocketImpl: WebSocket,
    lazyCloseTimeout: 5_000,
    keepAlive: 10_000,
    // Resubscribing silently would repeat or lose events: the subscriber resumes with its own cursor.
    retryAttempts: 0,
    shouldRetry: () => false,
  });

  async function execute(scope: RequestScope, operation: SubgraphOperation): Promise<SubgraphAnswer> {
    try {
      const response = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await scope.token()}` },
        body: JSON.stringify(operation),
      });
      return fromWire((await response.body.json()) as WireAnswer);
    } catch (cause) {
      throw unavailable(name, cause);
    }
  }

  async function subscribe(
    scope: RequestScope,
    operation: SubgraphOperation,
  ): Promise<AsyncIterableIterator<SubgraphAnswer>> {
    const buffer = new BoundedBuffer<SubgraphAnswer>(EVENT_LIMIT, () => unsubscribe());
    const unsubscribe = socket.subscribe<NonNullable<WireAnswer['data']>>(
      {
        query: operation.query,
        variables: operation.variables,
        operationName: operation.operationName,
        extensions: { token: await scope.token() },
      },
      {
        next: (answer) => buffer.push(fromWire(answer as WireAnswer)),
        error: (cause) => buffer.fail(Array.isArray(cause) ? refusedBy(cause) : unavailable(name, cause)),
        complete: () => buffer.end(),
      },
    );
    return buffer;
  }

  return {
    name,
    execute,
    subscribe,
    close: async () => {
      await socket.dispose();
      await pool.close();
    },
  };
}

function fromWire({ data, errors }: WireAnswer): SubgraphAnswer {
  return errors ? { data, errors: errors.map(toError) } : { data };
}

const toError = ({ message, path, extensions }: GraphQLFormattedError): GraphQLError =>
  new GraphQLError(message, { path, extensions });

const refusedBy = (errors: readonly GraphQLFormattedError[]): GraphQLError =>
  errors[0] ? toError(errors[0]) : new GraphQLError('The subscription was refused.');

function unavailable(name: string, cause: unknown): GraphQLError {
  return new GraphQLError('A part of the studio is not available. Try again in a moment.', {
    originalError: cause instanceof Error ? cause : new Error(`the subgraph ${name} closed the connection`),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true },
  });
}
