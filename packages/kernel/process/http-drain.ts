import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long connections that carry nothing stay open after the stop, for a request that is on its way already. */
const IDLE_GRACE_MS = 1_000;
const LOOK_EVERY_MS = 100;
/** How long connections that were made before the stop are let in, at most. */
const LET_IN_MS = 500;

/**
 * Ends a server without dropping a request that it accepted. `Server.close()` of Node cuts connections that carry
 * nothing at once, and with them a request that a client has just sent on one: here they stay open for a
 * second, and every answer from now on says that it is the last on its connection (RFC 9112 §9.6).
 */
export class HttpDrain {
  readonly #server: Server;
  /**
   * Answers that have not ended, by connection. Not one set of all: V8 replaces the table of a set every few dozen
   * additions, each old table keeps what was in it until the next full collection, and with requests that wait for
   * something that was a tenth of all that was allocated, and pauses of ten milliseconds and more.
   */
  readonly #open = new Map<Socket, ServerResponse[]>();
  #isStopping = false;

  /** @param server before it listens */
  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#open.set(socket, []);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      if (this.#isStopping) response.setHeader('connection', 'close');
      const ofConnection = this.#open.get(socket);
      if (!ofConnection) return;
      // One, unless its client does not wait for answers before it asks again.
      ofConnection.push(response);
      response.once('close', () => void ofConnection.splice(ofConnection.indexOf(response), 1));
    });
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /**
   * Takes no new connection and resolves when the last one is gone.
   * @param deadlineMs milliseconds after which connections are cut, answered or not
   */
  async stop(deadlineMs: number): Promise<void> {
    if (!this.#server.listening) return;
    this.#isStopping = true;
    for (const response of [...this.#open.values()].flat()) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
    await this.#letIn();
    const closed = new Promise<void>((resolve) => this.#server.once('close', resolve));
    NetServer.prototype.close.call(this.#server);
    let idleLooks: NodeJS.Timeout | undefined;
    const grace = setTimeout(() => {
      this.#server.closeIdleConnections();
      idleLooks = setInterval(() => this.#server.closeIdleConnections(), LOOK_EVERY_MS);
    }, IDLE_GRACE_MS);
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), deadlineMs);
    await closed;
    clearTimeout(grace);
    clearTimeout(cutOff);
    clearInterval(idleLooks);
  }

  /**
   * Takes the connections that the system has made for us and that wait to be accepted: closing the listening socket
   * would reset them. One is accepted a turn of the event loop, so a turn without any means that none is left.
   */
  async #letIn(): Promise<void> {
    let acceptedCount = 0;
    const count = (): void => {
      acceptedCount += 1;
    };
    this.#server.on('connection', count);
    const untilMs = performance.now() + LET_IN_MS;
    let seen = -1;
    while (seen < acceptedCount && performance.now() < untilMs) {
      seen = acceptedCount;
      // The first turn may be over already when it is asked for.
      await nextTurn();
      await nextTurn();
    }
    this.#server.off('connection', count);
  }
}
