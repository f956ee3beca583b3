import type { SubgraphAnswer, SubgraphOperation } from '@effect-studio/kernel/graph/subgraph-execution';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { Pool } from 'undici';
import WebSocket from 'ws';
import { BoundedBuffer } from '../../subscriptions/bounded-buffer.ts';
import type { RequestScope } from '../request-scope.ts';
import { post } from './http-post.ts';
import { OperationBodies } from './operation-bodies.ts';
import type { SubgraphSource } from './subgraph-source.ts';

const CONNECTIONS = 32;
const TIMEOUT_MS = 15_000;
/** Events held for one slow subscriber. */
const EVENT_LIMIT = 256;

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
};

interface WireAnswer {
  data?: SubgraphAnswer['data'];
  errors?: readonly GraphQLFormattedError[];
}

export interface HttpSourceOptions {
  name: string;
  /** Of its GraphQL endpoint; subscriptions go to the same address. */
  url: string;
  /** Sent with each operation, besides the content type. */
  headersFor?(scope: RequestScope): Promise<Record<string, string>> | Record<string, string>;
  /** Sent with each subscription, which shares its socket with those of others. */
  extensionsFor?(scope: RequestScope): Promise<Record<string, unknown>> | Record<string, unknown>;
}

/** A subgraph behind an address: HTTP keep-alive for operations, one socket for all subscriptions. */
export function httpSource({ name, url, headersFor, extensionsFor }: HttpSourceOptions): SubgraphSource {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: 30_000,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: { timeout: 3_000 },
  });
  const bodies = new OperationBodies();
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
    let status: number;
    let text: string;
    try {
      const own = headersFor ? await headersFor(scope) : undefined;
      ({ status, text } = await post(pool, path, { ...HEADERS, ...own }, bodies.of(operation)));
    } catch (cause) {
      throw unavailable(name, cause);
    }
    return readAnswer(name, status, text);
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
        extensions: await extensionsFor?.(scope),
      },
      {
        next: (answer) => buffer.push(answer as SubgraphAnswer),
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

/** A subgraph may answer errors with a status of its own; what counts is whether it speaks GraphQL. */
function readAnswer(name: string, status: number, text: string): SubgraphAnswer {
  try {
    const answer = JSON.parse(text) as WireAnswer;
    if (typeof answer === 'object' && answer !== null && (answer.data !== undefined || answer.errors)) {
      return answer as SubgraphAnswer;
    }
  } catch {
    // Told below.
  }
  throw unavailable(name, new Error(`the subgraph ${name} answered ${status} and no GraphQL response`));
}

const refusedBy = ([error]: readonly GraphQLFormattedError[]): GraphQLError =>
  new GraphQLError(error?.message ?? 'The subscription was refused.', {
    path: error?.path,
    extensions: error?.extensions,
  });

function unavailable(name: string, cause: unknown): GraphQLError {
  return new GraphQLError('A part of the studio is not available. Try again in a moment.', {
    originalError: cause instanceof Error ? cause : new Error(`the subgraph ${name} closed the connection`),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true },
  });
}
