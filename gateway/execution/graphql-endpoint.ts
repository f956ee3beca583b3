import { noteInSpan } from '@effect-studio/telemetry/tracing';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { etagOf, isFresh } from '../http/conditional.ts';
import { type Exchange, isJson, readBody } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import { type Graph, isMutation } from './graph.ts';
import { type ResponseType, responseTypeFor } from './media-types.ts';
import type { GraphRequest, OperationRefusal } from './operation-gate.ts';
import { KnownOperation } from './operations.ts';
import { logFailures, presentError } from './present-errors.ts';
import { readParameters, readSearch } from './request-parameters.ts';
import type { RequestScope } from './request-scope.ts';

export interface EndpointOptions {
  readonly log: Logger;
  /** An error as this gateway's clients are told it; default {@link presentError}. */
  present?(error: GraphQLFormattedError, correlationId: string): GraphQLFormattedError;
}

interface Answer {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers one GraphQL request over HTTP (GraphQL over HTTP, draft of 2025). @throws HttpRefusal */
export async function answerGraphql(
  exchange: Exchange,
  graph: Graph,
  scope: RequestScope,
  { log, present = presentError }: EndpointOptions,
): Promise<void> {
  const type = responseTypeFor(exchange.request.headers.accept);
  if (!type) throw new HttpRefusal(406, 'NOT_ACCEPTABLE', 'Accept application/json.');
  const request = await readRequest(exchange);
  if (exchange.request.method === 'GET') refuseMutation(graph, request, scope);
  send(exchange, type, await answer(graph, request, scope, log), scope, present);
}

async function readRequest(exchange: Exchange): Promise<GraphRequest> {
  const { method } = exchange.request;
  if (method === 'GET') return readSearch(exchange.search);
  if (method !== 'POST') throw methodNotAllowed('Post operations to this address.');
  if (!isJson(exchange.request)) {
    throw new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
  }
  let body: unknown;
  try {
    body = JSON.parse(await readBody(exchange.request));
  } catch (error) {
    if (error instanceof HttpRefusal) throw error;
    throw new HttpRefusal(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
  return readParameters(body);
}

/** Addresses are opened by links, crawlers and prefetching: these must change nothing. */
function refuseMutation(graph: Graph, request: GraphRequest, scope: RequestScope): void {
  const found = graph.find(request, scope);
  if (found instanceof KnownOperation && isMutation(found)) throw methodNotAllowed('Mutations are posted.');
}

const methodNotAllowed = (detail: string): HttpRefusal =>
  new HttpRefusal(405, 'METHOD_NOT_ALLOWED', detail, {}, { allow: 'GET, POST' });

async function answer(
  graph: Graph,
  request: GraphRequest,
  scope: RequestScope,
  log: Logger,
): Promise<Answer> {
  const ready = await graph.admit(request, scope);
  if ('status' in ready) return ready;
  noteInSpan({ 'graphql.operation.name': ready.operation.operation.name?.value.slice(0, 80) });
  if (ready.prepared.subscription) {
    throw new HttpRefusal(400, 'BAD_REQUEST', 'Subscribe over graphql-ws at the same address.');
  }
  const shaped = await graph.run(ready, scope);
  if (shaped.errors) logFailures(shaped.errors, log, scope.correlationId);
  return { status: 200, ...shaped };
}

function send(
  { request, response, correlationId, headers: base }: Exchange,
  type: ResponseType,
  answer: Answer,
  scope: RequestScope,
  present: typeof presentError,
): void {
  const { data, errors, extensions, headers } = answer;
  const body: Record<string, unknown> = {};
  if (errors) body.errors = errors.map((error) => present(error, correlationId));
  if (data !== undefined) body.data = data;
  if (extensions) body.extensions = extensions;
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  const kept = request.method === 'GET' && answer.status === 200 && !errors ? keeping(text, scope) : null;
  if (kept && isFresh(request.headers['if-none-match'], kept.etag)) {
    response.writeHead(304, { ...base, ...kept }).end();
    return;
  }
  response.writeHead(statusFor(type, answer), {
    ...base,
    'content-type': CONTENT_TYPES[type],
    'content-length': length,
    'cache-control': 'no-store',
    ...kept,
    ...headers,
  });
  // A text goes out in one piece with its head; bytes would be a write of their own. One byte per character is
  // copied, anything else is encoded.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
}

/**
 * What was read by GET may be kept and asked for again by its ETag: what visitors see by anybody, what is for one caller by
 * that caller alone. Never without asking, so what was taken out is not shown again.
 */
function keeping(
  text: string,
  { caller }: RequestScope,
): { etag: string; 'cache-control': string; vary: string } {
  const reach = caller.kind === 'anonymous' ? 'public' : 'private';
  return {
    etag: etagOf(text),
    'cache-control': `${reach}, no-cache`,
    vary: 'accept, authorization, cookie, origin',
  };
}

const CONTENT_TYPES: Readonly<Record<ResponseType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

/**
 * Whoever asks for plain JSON reads 200 as "a GraphQL answer" (§6.4.1): also when the document is at fault.
 * What the studio refuses for other reasons has a status of its own in either type.
 */
const statusFor = (type: ResponseType, answer: Answer | OperationRefusal): number =>
  type === 'application/json' && 'isDocumentFault' in answer && answer.isDocumentFault ? 200 : answer.status;

/** A refusal of `/graphql` in the shape that GraphQL clients read. */
export function sendGraphqlRefusal(
  { response, correlationId, headers: base }: Exchange,
  refusal: HttpRefusal,
  present: typeof presentError = presentError,
): void {
  const error = present({ message: refusal.message, extensions: { code: refusal.code } }, correlationId);
  const text = JSON.stringify({ errors: [error] });
  response
    .writeHead(refusal.status, {
      ...base,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...refusal.headers,
    })
    .end(text);
}
