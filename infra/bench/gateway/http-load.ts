import { connect, type Socket } from 'node:net';
import type { Ready } from './parent.ts';

/** Milliseconds that each request took. */
export interface LoadResult {
  readonly tookMs: readonly number[];
  readonly seconds: number;
}

/** One GraphQL POST as bytes. */
export function requestBytes({ port, path = '/graphql', headers }: Ready, body: object): Buffer {
  const text = JSON.stringify(body);
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

/**
 * Keeps a number of connections busy, each with one request at a time. Reads no more of an answer than where it
 * ends: the load must cost less than what it loads.
 */
export async function load(
  port: number,
  request: Buffer,
  connections: number,
  durationMs: number,
): Promise<LoadResult> {
  const tookMs: number[] = [];
  const startedMs = performance.now();
  const endMs = startedMs + durationMs;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await Connection.open(port);
      try {
        for (;;) {
          const sentMs = performance.now();
          if (sentMs >= endMs) return;
          await connection.send(request);
          tookMs.push(performance.now() - sentMs);
        }
      } finally {
        connection.close();
      }
    }),
  );
  return { tookMs, seconds: (performance.now() - startedMs) / 1_000 };
}

/** One keep-alive connection. */
export class Connection {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #waiting: { resolve: () => void; reject: (error: Error) => void } | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** Sends a request and waits for its answer. @throws Error unless its status is 2xx */
  send(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    const whole = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    if (!isComplete(whole)) return;
    this.#chunks = [];
    const waiting = this.#waiting;
    this.#waiting = null;
    if (whole[STATUS_AT] === '2'.charCodeAt(0)) waiting?.resolve();
    else waiting?.reject(new Error(`an answer failed: ${whole.toString().slice(0, 500)}`));
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

/** Of the status code's first digit, after `HTTP/1.1 `. */
const STATUS_AT = 9;
const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

function isComplete(answer: Buffer): boolean {
  const headEnd = answer.indexOf(HEAD_END);
  if (headEnd === -1) return false;
  const head = answer.toString('latin1', 0, headEnd).toLowerCase();
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return answer.length >= headEnd + 4 + Number(length);
  return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}
