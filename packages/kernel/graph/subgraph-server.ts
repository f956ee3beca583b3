import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { inSpan } from '@effect-studio/telemetry/tracing';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import type { MountedSubgraph } from '../host.ts';
import { isId } from '../ids.ts';
import { answerHealth, type Health } from '../observation/health.ts';
import { HttpDrain } from '../process/http-drain.ts';
import type { InternalTokens } from './internal-token.ts';
import { formatAnswer, SubgraphExecution } from './subgraph-execution.ts';
import { serveSubgraphSockets } from './subgraph-sockets.ts';

export interface SubgraphServerOptions {
  subgraphs: readonly MountedSubgraph[];
  tokens: InternalTokens;
  log: Logger;
  health: Health;
  /** 0 lets the system choose. */
  port: number;
  /** Default 127.0.0.1: subgraphs are for gateways only. */
  host?: string;
}

export interface SubgraphServer {
  readonly port: number;
  /** Closes sockets with 1001, finishes what is in flight. */
  stop(): Promise<void>;
}

/** Plans carry representations of many entities, so they are larger than what clients may send. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** A gateway that does not answer the closing handshake is cut off after this, an operation that does not end after that. */
const SOCKETS_MS = 3_000;
const FINISH_MS = 7_000;

const operationSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/**
 * Serves mounted subgraphs to gateways in other processes: `POST /<name>/graphql`, and graphql-ws at the
 * same path. Every operation carries an internal token; without a valid one the answer is 401.
 */
export async function serveSubgraphs(options: SubgraphServerOptions): Promise<SubgraphServer> {
  const executions = new Map(
    options.subgraphs.map((mounted) => [
      mounted.name,
      { mounted, execution: new SubgraphExecution(mounted) },
    ]),
  );
  const find = (url: string | undefined) => {
    const name = /^\/([a-z]+)\/graphql$/.exec((url ?? '').split('?')[0]!)?.[1];
    return name ? executions.get(name) : undefined;
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      options.log.error({ err: error }, 'a subgraph request failed');
      send(response, 500, refusal('INTERNAL_SERVER_ERROR', 'The studio could not do this.'));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const health = await answerHealth(request.url ?? '', options.health);
    if (health) {
      response.writeHead(health.status, { 'content-type': health.type }).end(health.body);
      return;
    }
    const target = find(request.url);
    if (!target) return send(response, 404, refusal('NOT_FOUND', 'There is no such subgraph here.'));
    if (request.method !== 'POST') {
      return send(response, 405, refusal('METHOD_NOT_ALLOWED', 'Operations are posted.'));
    }
    const call = await options.tokens.verify(bearerOf(request)).catch(() => null);
    if (!call) return send(response, 401, refusal('UNAUTHENTICATED', 'An internal token is needed.'));
    // A gateway uses one token for many requests of a caller; the trace of this one stands beside it.
    const trace = request.headers['x-correlation-id'];
    const correlationId = isId(trace) ? trace : call.correlationId;
    const operation = operationSchema.safeParse(await readJson(request));
    if (!operation.success) return send(response, 400, refusal('BAD_REQUEST', 'This is not an operation.'));
    const ctx = target.mounted.contextFor({ caller: call.caller, correlationId });
    const span = {
      kind: 'server',
      parent: request.headers.traceparent,
      correlationId,
      attributes: {
        'studio.context': target.mounted.name,
        'graphql.operation.name': operation.data.operationName,
      },
    } as const;
    const answered = await inSpan(`subgraph ${target.mounted.name}`, span, () =>
      target.execution.execute(ctx, operation.data),
    );
    send(response, 200, formatAnswer(answered));
  }

  const drain = new HttpDrain(server);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES });
  const subscriptions = serveSubgraphSockets(sockets, options.tokens, find);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const target = find(request.url);
    if (!target || drain.isStopping) {
      const status = target ? '503 Service Unavailable' : '404 Not Found';
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      sockets.emit('connection', webSocket, request),
    );
  });

  await listen(server, options.port, options.host ?? '127.0.0.1');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const cutOff = setTimeout(() => {
        for (const webSocket of sockets.clients) webSocket.terminate();
      }, SOCKETS_MS);
      await Promise.all([subscriptions.dispose(), drain.stop(FINISH_MS)]);
      clearTimeout(cutOff);
    },
  };
}

function bearerOf(request: IncomingMessage): string {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new StudioError('BODY_TOO_LARGE', 'an operation is larger than 4 MiB');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

const refusal = (code: string, message: string) => ({
  errors: [new GraphQLError(message, { extensions: { code } })],
});

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
