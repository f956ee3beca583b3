import { WebSocket } from 'ws';
import type { Ready } from '../parent.ts';

/** One client on one socket with one subscription; counts what it gets and reads no more of it than it must. */
export class FollowerClient {
  received = 0;
  readonly tookMs: number[] = [];
  readonly #socket: WebSocket;
  #onPong: (() => void) | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static open({ port, headers }: Ready, query: string, id: string): Promise<FollowerClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    const client = new FollowerClient(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: headers })));
      socket.on('message', (data: Buffer) => {
        const text = data.toString('latin1');
        if (text.startsWith('{"type":"connection_ack"')) {
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { id } } }));
          resolve(client);
        } else if (text.includes('"type":"next"')) client.#count(text);
        else if (text.startsWith('{"type":"pong"')) client.#onPong?.();
        else if (text.includes('"type":"error"')) reject(new Error(text));
      });
    });
  }

  #count(text: string): void {
    this.received += 1;
    const at = /"at":([\d.]+)/.exec(text)?.[1];
    if (at) this.tookMs.push(performance.timeOrigin + performance.now() - Number(at));
  }

  /** Resolves once the server has read all that was sent so far. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.#onPong = resolve;
      this.#socket.send('{"type":"ping"}');
    });
  }

  /** Stops reading, as a client does whose machine sleeps. */
  stall(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }
}
