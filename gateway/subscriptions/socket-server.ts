import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { InternalTokens } from '@effect-studio/kernel/internal-token';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { App } from '../audiences/app.ts';
import type { AudienceGraphs } from '../audiences/audience-graphs.ts';
import { audienceOf } from '../audiences/audience-of.ts';
import { type CallerResolver, quotaOf } from '../callers/resolve-caller.ts';
import type { ReadyOperation } from '../execution/graph.ts';
import type { GraphRequest } from '../execution/operation-gate.ts';
import { presentError } from '../execution/present-errors.ts';
import { RequestScope } from '../execution/request-scope.ts';
import type { AddressOf } from '../http/client-address.ts';
import { sessionCookie } from '../http/cookies.ts';
import { correlationIdOf, MAX_BODY_BYTES } from '../http/exchange.ts';
import { subscribeToGraph } from './federated-subscriptions.ts';
import { OpenSockets } from './open-sockets.ts';

export interface SocketServerOptions {
  graphs: AudienceGraphs;
  addressOf: AddressOf;
  resolver: CallerResolver;
  tokens: InternalTokens;
  log: Logger;
}

/** Operations that one socket may have open. */
const MAX_SUBSCRIPTIONS = 100;
const PING_MS = 12_000;
const CUT_OFF_MS = 3_000;

interface Accepted {
  app: App;
  correlationId: string;
  address: string;
}

interface Prepared {
  ready: ReadyOperation;
  scope: RequestScope;
}

/** Terminates graphql-ws for all ports. Same callers, rules and limits as over HTTP. */
export class SocketServer {
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES });
  readonly #accepted = new WeakMap<IncomingMessage, Accepted>();
  readonly #open: OpenSockets;
  readonly #options: SocketServerOptions;
  readonly #server: { dispose(): void | Promise<void> };

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#open = new OpenSockets(options.resolver, options.log);
    this.#server = useServer(
      {
        connectionInitWaitTimeout: 5_000,
        onConnect: async ({ connectionParams, extra }) =>
          this.#authenticate(extra.socket, extra.request, connectionParams?.authorization),
        onDisconnect: ({ extra }) => this.#open.remove(extra.socket),
        onClose: ({ extra }) => this.#open.remove(extra.socket),
        onSubscribe: ({ extra, subscriptions }, _id, payload) => {
          const scope = this.#scopeOf(extra.socket, extra.request);
          if (!scope) return [refusal('UNAUTHENTICATED', 'Sign in first.')];
          if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS) {
            return [
              refusal('TOO_MANY_SUBSCRIPTIONS', `One connection may follow ${MAX_SUBSCRIPTIONS} things.`),
            ];
          }
          return this.#prepare(scope, payload);
        },
        subscribe: (args) => this.#subscribe(args),
        execute: () => ({ errors: [refusal('BAD_REQUEST', 'Queries and mutations go over HTTP.')] }),
      },
      this.#sockets,
      PING_MS,
    );
  }

  get openCount(): number {
    return this.#sockets.clients.size;
  }

  /** Accepts an upgrade that came in by an app's or the API port, from a page that may be there. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, app: App): void {
    this.#accepted.set(request, {
      app,
      correlationId: correlationIdOf(request),
      address: this.#options.addressOf(request),
    });
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) =>
      this.#sockets.emit('connection', webSocket, request),
    );
  }

  /** Closes the sockets of a session that was revoked. */
  closeSession(sessionId: string): void {
    this.#open.closeSession(sessionId);
  }

  /** Tells every client to go elsewhere (1001) and waits for them to leave. */
  async stop(): Promise<void> {
    this.#open.stop();
    const cutOff = setTimeout(() => {
      for (const webSocket of this.#sockets.clients) webSocket.terminate();
    }, CUT_OFF_MS);
    await this.#server.dispose();
    clearTimeout(cutOff);
  }

  async #authenticate(socket: object, request: IncomingMessage, authorization: unknown): Promise<boolean> {
    const accepted = this.#accepted.get(request);
    if (!accepted) return false;
    const bearer = typeof authorization === 'string' ? authorization : request.headers.authorization;
    try {
      const resolved = await this.#options.resolver.resolve({
        app: accepted.app,
        authorization: bearer,
        cookieToken: sessionCookie(accepted.app, request.headers.cookie),
      });
      if (resolved.caller.kind === 'anonymous') return false;
      this.#open.add(socket, resolved);
      return true;
    } catch {
      return false;
    }
  }

  #scopeOf(socket: object, request: IncomingMessage): RequestScope | null {
    const resolved = this.#open.of(socket);
    const accepted = this.#accepted.get(request);
    if (!resolved || !accepted) return null;
    const { caller, credential } = resolved;
    return new RequestScope({ caller, quota: quotaOf(credential), ...accepted }, this.#options.tokens);
  }

  async #prepare(
    scope: RequestScope,
    payload: GraphRequest,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { correlationId } = scope;
    try {
      const ready = await this.#options.graphs.of(audienceOf(scope.caller)).admit(payload, scope);
      if ('status' in ready) return ready.errors.map((error) => told(error, correlationId));
      const { schema, document, operation } = ready.operation;
      return { schema, document, operationName: operation.name?.value, contextValue: { ready, scope } };
    } catch (error) {
      return [this.#failed(error, correlationId)];
    }
  }

  async #subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const { ready, scope } = args.contextValue as Prepared;
    try {
      return await subscribeToGraph(ready, scope, this.#options.log);
    } catch (error) {
      return { errors: [this.#failed(error, scope.correlationId)] };
    }
  }

  #failed(error: unknown, correlationId: string): GraphQLError {
    this.#options.log.error({ err: error, correlationId }, 'a subscription failed');
    return refusal('INTERNAL_SERVER_ERROR', 'The studio could not do this.');
  }
}

const refusal = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

const told = (error: GraphQLFormattedError, correlationId: string): GraphQLError => {
  const { message, extensions } = presentError(error, correlationId);
  return new GraphQLError(message, { extensions });
};
