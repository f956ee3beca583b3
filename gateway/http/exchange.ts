import type { IncomingMessage, ServerResponse } from 'node:http';
import { isId, newId } from '@effect-studio/kernel/ids';
import type { App, ListenerApp } from '../audiences/app.ts';
import { HttpRefusal } from './problem-details.ts';

/** Largest body that a client may send. */
export const MAX_BODY_BYTES = 256 * 1024;

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** With the leading `?`, or empty. */
  readonly search: string;
  readonly correlationId: string;
  /** Headers of the answer that are not set on `response` yet: for `/graphql`, which writes all in one go. */
  readonly headers: Readonly<Record<string, string>>;
  /** The port that it came in by. */
  readonly listener: ListenerApp;
  /** The client application that it counts as. */
  readonly app: App;
}

/** The client's correlation id when it is a UUID; a new one otherwise. */
export function correlationIdOf(request: IncomingMessage): string {
  const given = request.headers['x-correlation-id'];
  return isId(given) ? given.toLowerCase() : newId();
}

/** @throws HttpRefusal 413 above {@link MAX_BODY_BYTES}; the rest of the body is not read */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // By events: an async iterator costs several times what it reads here.
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) return void chunks.push(chunk);
      request.pause();
      reject(new HttpRefusal(413, 'BODY_TOO_LARGE', 'A request may have 256 KiB. Send less.'));
    });
    request.on('end', () => {
      const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      resolve(whole.toString('utf8'));
    });
    request.on('error', reject);
    request.on('close', () => {
      // Without an end there is nobody left to answer.
      if (!request.complete) reject(new HttpRefusal(400, 'BAD_REQUEST', 'The request was broken off.'));
    });
  });
}

/** @throws HttpRefusal 415 or 400 when the body is not JSON */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!isJson(request)) throw new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
  const text = await readBody(request);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpRefusal(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
}

export const isJson = (request: IncomingMessage): boolean =>
  (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase() === 'application/json';

/** Answers JSON; nothing may keep it. */
export function sendJson(
  { response }: Exchange,
  status: number,
  body: object,
  {
    type = 'application/json',
    headers = {},
  }: { type?: string; headers?: Readonly<Record<string, string>> } = {},
): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      ...headers,
    })
    .end(text);
}

export function sendProblem(exchange: Exchange, refusal: HttpRefusal): void {
  const body = { ...refusal.toProblem(), correlationId: exchange.correlationId };
  sendJson(exchange, refusal.status, body, { type: 'application/problem+json', headers: refusal.headers });
}
