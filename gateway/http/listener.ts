import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { HttpDrain } from '@effect-studio/kernel/process/http-drain';

export interface ListenerHandlers {
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** One port. */
export class Listener {
  readonly #server: Server;
  readonly #drain: HttpDrain;

  constructor(handlers: ListenerHandlers) {
    this.#server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) =>
      handlers.onRequest(request, response),
    );
    this.#drain = new HttpDrain(this.#server);
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Without a listener an error of a half-open socket would end the process.
      socket.on('error', () => socket.destroy());
      if (this.#drain.isStopping) return refuseUpgrade(socket, 503);
      handlers.onUpgrade(request, socket, head);
    });
    this.#server.keepAliveTimeout = 65_000;
  }

  /** @param port 0 lets the system choose */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Accepts nothing new and finishes what is in flight. @param deadlineMs then connections are cut */
  stop(deadlineMs: number): Promise<void> {
    return this.#drain.stop(deadlineMs);
  }
}

/** Refuses an upgrade in the words of HTTP. */
export function refuseUpgrade(socket: Duplex, status: 403 | 404 | 503): void {
  const reason = { 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' }[status];
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
