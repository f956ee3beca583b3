import type { GraphQLFormattedError } from 'graphql';
import type { WebSocket } from 'ws';
import type { GraphRequest } from '../execution/operation-gate.ts';
import { Outgoing, type OutgoingSocket, type WhenSlow } from './outgoing.ts';
import { CLOSE, type ClientMessage, readMessage } from './protocol.ts';
import type { Follower } from './shared-subscriptions.ts';

/** What a connection asks of the server behind it. */
export interface ConnectionHandlers {
  /** @returns whether the client may stay */
  authenticate(parameters: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Starts a subscription, or says why not. */
  subscribe(request: GraphRequest): Promise<Accepted | readonly GraphQLFormattedError[]>;
  onError(error: unknown): void;
}

/** A subscription that may begin. */
export interface Accepted {
  readonly whenSlow: WhenSlow;
  /** @returns stops following */
  follow(follower: Follower): () => void;
}

interface Open {
  stop: () => void;
  outgoing: Outgoing;
}

const INIT_WITHIN_MS = 5_000;
const PING_EVERY_MS = 12_000;
/** Operations that one connection may have open. */
export const MAX_SUBSCRIPTIONS = 100;

const SLOW_CONSUMER: GraphQLFormattedError = {
  message: 'Events came faster than they were read. Subscribe again from the last cursor.',
  extensions: { code: 'SLOW_CONSUMER', retryable: true },
};

/** One client's connection, as graphql-ws's protocol has it. */
export class SocketConnection {
  readonly #socket: WebSocket;
  readonly #outgoing: OutgoingSocket;
  readonly #handlers: ConnectionHandlers;
  readonly #open = new Map<string, Open | null>();
  readonly #initTimer: NodeJS.Timeout;
  #pingTimer: NodeJS.Timeout | null = null;
  #state: 'new' | 'authenticating' | 'acknowledged' = 'new';
  #isAlive = true;

  constructor(socket: WebSocket, outgoing: OutgoingSocket, handlers: ConnectionHandlers) {
    this.#socket = socket;
    this.#outgoing = outgoing;
    this.#handlers = handlers;
    this.#initTimer = setTimeout(
      () => socket.close(CLOSE.initTimeout, 'Connection initialisation timeout'),
      INIT_WITHIN_MS,
    );
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // What ends a socket is told by its close; without a listener an error would end the process.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#closed());
  }

  /** Subscriptions that are open on it. */
  get openCount(): number {
    return this.#open.size;
  }

  #receive(text: string): void {
    const message = readMessage(text);
    if (!message) {
      this.#socket.close(CLOSE.badRequest, 'Invalid message received');
      return;
    }
    this.#handle(message).catch((error: unknown) => {
      this.#handlers.onError(error);
      this.#socket.close(CLOSE.internalError, 'Internal server error');
    });
  }

  async #handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'connection_init':
        return this.#initialise(message.payload);
      case 'ping':
        this.#send(
          message.payload === undefined ? { type: 'pong' } : { type: 'pong', payload: message.payload },
        );
        return;
      case 'pong':
        return;
      case 'subscribe':
        return this.#subscribe(message.id, message.payload);
      case 'complete':
        this.#stop(message.id);
    }
  }

  async #initialise(parameters: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#state !== 'new') {
      return this.#socket.close(CLOSE.tooManyInits, 'Too many initialisation requests');
    }
    this.#state = 'authenticating';
    const mayStay = await this.#handlers.authenticate(parameters);
    if (!mayStay) return this.#socket.close(CLOSE.forbidden, 'Forbidden');
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    clearTimeout(this.#initTimer);
    this.#state = 'acknowledged';
    this.#send({ type: 'connection_ack' });
    this.#pingTimer = setInterval(() => this.#ping(), PING_EVERY_MS);
  }

  #ping(): void {
    if (this.#isAlive) this.#socket.ping();
    else this.#socket.terminate();
    this.#isAlive = false;
  }

  async #subscribe(id: string, request: GraphRequest): Promise<void> {
    if (this.#state !== 'acknowledged') return this.#socket.close(CLOSE.unauthorized, 'Unauthorized');
    if (this.#open.has(id)) {
      return this.#socket.close(CLOSE.subscriberExists, `Subscriber for ${id} already exists`);
    }
    if (this.#open.size >= MAX_SUBSCRIPTIONS) {
      const message = `One connection may follow ${MAX_SUBSCRIPTIONS} things.`;
      return this.#send({
        id,
        type: 'error',
        payload: [{ message, extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
      });
    }
    this.#open.set(id, null);
    const accepted = await this.#handlers.subscribe(request);
    // The client may have left it, or have gone, in the meantime.
    if (!this.#open.has(id)) return;
    if (!('follow' in accepted)) {
      this.#open.delete(id);
      return this.#send({ id, type: 'error', payload: accepted });
    }
    this.#follow(id, accepted);
  }

  #follow(id: string, accepted: Accepted): void {
    const head = `{"id":${JSON.stringify(id)},"type":`;
    const outgoing = new Outgoing(this.#outgoing, accepted.whenSlow, () => {
      this.#stop(id);
      outgoing.finish(`${head}"error","payload":${JSON.stringify([SLOW_CONSUMER])}}`);
    });
    const open: Open = { stop: () => undefined, outgoing };
    this.#open.set(id, open);
    open.stop = accepted.follow({
      get ready() {
        return outgoing.flushed;
      },
      next: (payload) => outgoing.push(`${head}"next","payload":${payload}}`),
      end: (errors) => {
        this.#open.delete(id);
        outgoing.finish(
          errors.length === 0 ? `${head}"complete"}` : `${head}"error","payload":${JSON.stringify(errors)}}`,
        );
      },
    });
  }

  #stop(id: string): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.outgoing.discard();
    open?.stop();
  }

  #closed(): void {
    clearTimeout(this.#initTimer);
    if (this.#pingTimer) clearInterval(this.#pingTimer);
    for (const id of [...this.#open.keys()]) this.#stop(id);
  }

  #send(message: object): void {
    this.#outgoing.send(JSON.stringify(message));
  }
}
