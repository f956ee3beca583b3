import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Bytes that may lie in a socket's buffer before messages wait outside of it. */
const BUFFERED_BYTES = 64 * 1024;
/** Messages that wait for one subscription of a slow client. */
export const QUEUE_LIMIT = 256;

/** What a subscription wants of the messages that its client is too slow for. */
export type WhenSlow = 'keep the latest' | 'end';

/**
 * Messages of one subscription on their way to its client. They wait here while the client does not read, as
 * texts that its other subscribers share, and never more than {@link QUEUE_LIMIT} of them.
 */
export class Outgoing {
  readonly #socket: OutgoingSocket;
  readonly #whenSlow: WhenSlow;
  readonly #onOverflow: () => void;
  #waiting: string[] = [];
  #onFlushed: (() => void) | null = null;
  #flushed: Promise<void> | null = null;

  /** @param onOverflow called once when the client is too slow and nothing may be left out */
  constructor(socket: OutgoingSocket, whenSlow: WhenSlow, onOverflow: () => void) {
    this.#socket = socket;
    this.#whenSlow = whenSlow;
    this.#onOverflow = onOverflow;
  }

  push(message: string): void {
    if (this.#waiting.length === 0 && this.#socket.isWritable) {
      this.#socket.send(message);
      return;
    }
    if (this.#whenSlow === 'keep the latest') this.#waiting = [message];
    else if (this.#waiting.length < QUEUE_LIMIT) this.#waiting.push(message);
    else {
      this.#waiting = [];
      this.#onOverflow();
      return;
    }
    this.#socket.wait(this);
  }

  /** Resolves when nothing waits any more; null when nothing waits, or only the latest of it would be sent. */
  get flushed(): Promise<void> | null {
    if (this.#waiting.length === 0 || this.#whenSlow === 'keep the latest') return null;
    this.#flushed ??= new Promise((resolve) => {
      this.#onFlushed = resolve;
    });
    return this.#flushed;
  }

  /** Sends what waits, as far as the socket takes it. @returns whether nothing waits any more */
  flush(): boolean {
    let sent = 0;
    while (sent < this.#waiting.length && this.#socket.isWritable) {
      this.#socket.send(this.#waiting[sent]!);
      sent += 1;
    }
    if (sent > 0) this.#waiting.splice(0, sent);
    if (this.#waiting.length > 0) return false;
    this.#tellFlushed();
    return true;
  }

  /** The last word of the subscription, after all that waits. */
  finish(message: string): void {
    this.#waiting.push(message);
    if (!this.flush()) this.#socket.wait(this);
  }

  discard(): void {
    this.#waiting = [];
    this.#tellFlushed();
  }

  #tellFlushed(): void {
    this.#onFlushed?.();
    this.#onFlushed = null;
    this.#flushed = null;
  }
}

/** One client's socket, with an eye on what it has not taken yet. */
export class OutgoingSocket {
  readonly #socket: WebSocket;
  readonly #transport: Duplex;
  readonly #waiting = new Set<Outgoing>();

  /** @param transport what the WebSocket runs on: only it tells when it takes more */
  constructor(socket: WebSocket, transport: Duplex) {
    this.#socket = socket;
    this.#transport = transport;
    transport.on('drain', () => {
      for (const outgoing of this.#waiting) {
        if (!outgoing.flush()) return;
        this.#waiting.delete(outgoing);
      }
    });
  }

  get isWritable(): boolean {
    return this.#transport.writableLength < BUFFERED_BYTES;
  }

  send(message: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(message);
  }

  /** Flushes it when the client has read on. */
  wait(outgoing: Outgoing): void {
    this.#waiting.add(outgoing);
  }
}
