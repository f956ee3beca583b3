import type { LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LinkPorts } from '../fetching/link-ports.ts';

/** A web server on this machine that stands for one on the internet. */
export class LinkServer {
  readonly requests: string[] = [];
  /** Bytes of bodies that were written to sockets. */
  sentBytes = 0;
  readonly #server: Server;
  readonly #pages = new Map<string, (response: ServerResponse, request: IncomingMessage) => void>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(`${request.headers.host} ${request.url}`);
      const page = this.#pages.get(request.url ?? '');
      if (page) page(response, request);
      else response.writeHead(404).end();
    });
  }

  /** @param address of this machine, default 127.0.0.1 @param port default any that is free */
  static async open(address = '127.0.0.1', port = 0): Promise<LinkServer> {
    const opened = new LinkServer();
    await new Promise<void>((resolve) => opened.#server.listen(port, address, resolve));
    return opened;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** @returns the page's link, at a name that {@link worldOf} knows */
  serve(path: string, page: (response: ServerResponse, request: IncomingMessage) => void): string {
    this.#pages.set(path, page);
    return `http://clips.example:${this.port}${path}`;
  }

  /** A page with a whole body. */
  serveBytes(path: string, body: Uint8Array, headers: Record<string, string> = {}): string {
    return this.serve(path, (response) => {
      response.writeHead(200, { 'content-length': body.length, ...headers }).end(body);
    });
  }

  /** A page that sends the same chunk for as long as somebody reads. */
  serveEndless(path: string, chunk: Uint8Array): string {
    return this.serve(path, (response) => {
      response.writeHead(200);
      const send = () => {
        if (response.destroyed) return;
        this.sentBytes += chunk.length;
        response.write(chunk, () => setImmediate(send));
      };
      send();
    });
  }

  redirect(path: string, location: string, status = 302): string {
    return this.serve(path, (response) => {
      response.writeHead(status, { location }).end();
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * A world in which 127.0.0.1 is public and everything else on this machine is not.
 * @param names addresses by name, one set of answers after the other; the last one stays
 */
export function worldOf(
  names: Record<string, readonly (readonly string[])[]> = {},
  change: Partial<LinkPorts['limits']> = {},
): LinkPorts & { asked: string[] } {
  const asked: string[] = [];
  const known: Record<string, readonly (readonly string[])[]> = {
    'clips.example': [['127.0.0.1']],
    ...names,
  };
  return {
    asked,
    policy: { hosts: ['*'], ports: null, mayConnect: (address) => address === '127.0.0.1' },
    limits: { maxBytes: 1_000_000, timeoutMs: 20_000, idleMs: 10_000, ...change },
    resolver: null,
    lookup: async (hostname) => {
      const answers = known[hostname];
      if (!answers) throw new Error(`ENOTFOUND ${hostname}`);
      const answer = answers[Math.min(asked.filter((name) => name === hostname).length, answers.length - 1)]!;
      asked.push(hostname);
      return answer.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  };
}
