import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { activeTraceparent, inSpan, noteInSpan } from '@effect-studio/telemetry/tracing';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { App } from '../audiences/app.ts';
import type { AudienceGraphs } from '../audiences/audience-graphs.ts';
import { audienceOf } from '../audiences/audience-of.ts';
import { type CallerResolver, quotaOf } from '../callers/resolve-caller.ts';
import type { CallerTokens } from '../execution/caller-tokens.ts';
import type { GraphRequest } from '../execution/operation-gate.ts';
import { presentError } from '../execution/present-errors.ts';
import { RequestScope } from '../execution/request-scope.ts';
import { rootFieldsOf } from '../execution/root-fields.ts';
import type { AddressOf } from '../http/client-address.ts';
import { sessionCookie } from '../http/cookies.ts';
import { correlationIdOf, MAX_BODY_BYTES } from '../http/exchange.ts';
import { CONFLATED_FIELDS } from './conflated-fields.ts';
import { OpenSockets } from './open-sockets.ts';
import { OutgoingSocket } from './outgoing.ts';
import { CLOSE, SUBPROTOCOL } from './protocol.ts';
import { SharedSubscriptions } from './shared-subscriptions.ts';
import { type Accepted, SocketConnection } from './socket-connection.ts';

export interface SocketServerOptions {
  graphs: AudienceGraphs;
  addressOf: AddressOf;
  resolver: CallerResolver;
  callerTokens: CallerTokens;
  log: Logger;
}

const CUT_OFF_MS = 3_000;

/** Terminates graphql-ws for all ports. Same callers, rules and limits as over HTTP. */
export class SocketServer {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  readonly #open: OpenSockets;
  readonly #connections = new Map<WebSocket, SocketConnection>();
  readonly #options: SocketServerOptions;
  readonly #subscriptions: SharedSubscriptions;

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#subscriptions = new SharedSubscriptions(options.log);
    this.#open = new OpenSockets(options.resolver, options.log);
  }

  get openCount(): number {
    return this.#sockets.clients.size;
  }

  /** Subscriptions on all of them. */
  get subscriptionCount(): number {
    return [...this.#connections.values()].reduce((sum, { openCount }) => sum + openCount, 0);
  }

  /** Accepts an upgrade that came in by an app's or the API port, from a page that may be there. */
  accept(request: IncomingMessage, transport: Duplex, head: Buffer, app: App): void {
    this.#sockets.handleUpgrade(request, transport, head, (socket) => {
      if (socket.protocol !== SUBPROTOCOL) {
        return socket.close(CLOSE.badSubprotocol, 'Subprotocol not acceptable');
      }
      this.#serve(socket, transport, request, app);
    });
  }

  /** Closes the sockets of a session that was revoked. */
  closeSession(sessionId: string): void {
    this.#open.closeSession(sessionId);
  }

  /** Tells every client to go elsewhere (1001) and waits for them to leave. */
  async stop(): Promise<void> {
    this.#open.stop();
    const { clients } = this.#sockets;
    const gone = [...clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of clients) socket.close(CLOSE.goingAway, 'Going away');
    const cutOff = setTimeout(() => {
      for (const socket of clients) socket.terminate();
    }, CUT_OFF_MS);
    await Promise.all(gone);
    clearTimeout(cutOff);
    this.#sockets.close();
  }

  #serve(socket: WebSocket, transport: Duplex, request: IncomingMessage, app: App): void {
    const correlationId = correlationIdOf(request);
    const address = this.#options.addressOf(request);
    socket.on('close', () => {
      this.#open.remove(socket);
      this.#connections.delete(socket);
    });
    const connection = new SocketConnection(socket, new OutgoingSocket(socket, transport), {
      authenticate: ({ authorization }) => this.#authenticate(socket, request, app, authorization),
      subscribe: (operation) => this.#subscribe(socket, { correlationId, address }, operation),
      onError: (error) => this.#options.log.error({ err: error, correlationId }, 'a socket failed'),
    });
    this.#connections.set(socket, connection);
  }

  async #authenticate(
    socket: WebSocket,
    request: IncomingMessage,
    app: App,
    authorization: unknown,
  ): Promise<boolean> {
    try {
      const resolved = await this.#options.resolver.resolve({
        app,
        authorization: typeof authorization === 'string' ? authorization : request.headers.authorization,
        cookieToken: sessionCookie(app, request.headers.cookie),
      });
      if (resolved.caller.kind === 'anonymous') return false;
      // Else it would be looked after for ever.
      if (socket.readyState === socket.OPEN) this.#open.add(socket, resolved);
      return true;
    } catch {
      return false;
    }
  }

  /** From the page's span, if it brings one: sockets have no header for it. */
  #subscribe(
    socket: WebSocket,
    from: { correlationId: string; address: string },
    request: GraphRequest,
  ): Promise<Accepted | readonly GraphQLFormattedError[]> {
    const { correlationId } = from;
    const parent = request.extensions?.traceparent;
    return inSpan('subscribe', { kind: 'server', begins: true, parent, correlationId }, () =>
      this.#accepted(socket, from, request),
    );
  }

  async #accepted(
    socket: WebSocket,
    from: { correlationId: string; address: string },
    request: GraphRequest,
  ): Promise<Accepted | readonly GraphQLFormattedError[]> {
    const resolved = this.#open.of(socket);
    if (!resolved) return [refusal('UNAUTHENTICATED', 'Sign in first.')];
    const { caller, credential } = resolved;
    const { correlationId } = from;
    const scope = new RequestScope(
      { caller, quota: quotaOf(credential), ...from },
      this.#options.callerTokens,
    );
    try {
      const ready = await this.#options.graphs.of(audienceOf(caller)).admit(request, scope);
      if ('status' in ready) return ready.errors.map((error) => presentError(error, correlationId));
      if (!ready.prepared.subscription) {
        return [refusal('BAD_REQUEST', 'Queries and mutations go over HTTP.')];
      }
      noteInSpan({ 'graphql.operation.name': ready.operation.operation.name?.value.slice(0, 80) });
      const traceparent = activeTraceparent();
      const isConflated = rootFieldsOf(ready.operation).every(({ name }) => CONFLATED_FIELDS.has(name.value));
      return {
        whenSlow: isConflated ? 'keep the latest' : 'end',
        follow: (follower) => this.#subscriptions.follow(ready, scope, follower, traceparent),
      };
    } catch (error) {
      this.#options.log.error({ err: error, correlationId }, 'a subscription failed');
      return [refusal('INTERNAL_SERVER_ERROR', 'The studio could not do this.')];
    }
  }
}

const refusal = (code: string, message: string): GraphQLFormattedError => ({ message, extensions: { code } });
