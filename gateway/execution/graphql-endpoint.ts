import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { type Exchange, isJson, readBody } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import type { Graph } from './graph.ts';
import { presentError } from './present-errors.ts';
import type { RequestScope } from './request-scope.ts';

/** Answers one GraphQL request over HTTP with Apollo Server, without a web framework in between. */
export async function answerGraphql(exchange: Exchange, graph: Graph, scope: RequestScope): Promise<void> {
  const { request } = exchange;
  const method = (request.method ?? 'GET').toUpperCase();
  const answer = await graph.server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: headersOf(exchange),
      search: exchange.search,
      body: method === 'POST' ? await bodyOf(exchange) : undefined,
    },
    context: () => Promise.resolve({ scope }),
  });
  await send(exchange, answer);
}

async function bodyOf({ request }: Exchange): Promise<unknown> {
  const text = await readBody(request);
  // Apollo refuses other media types itself.
  if (!isJson(request)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpRefusal(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
}

function headersOf({ request }: Exchange): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

async function send({ response, correlationId }: Exchange, answer: HTTPGraphQLResponse): Promise<void> {
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (!answer.headers.has('cache-control')) response.setHeader('cache-control', 'no-store');
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'chunked') {
    for await (const chunk of answer.body.asyncIterator) response.write(chunk);
    response.end();
    return;
  }
  const text = isBareRefusal(answer) ? presented(answer.body.string, correlationId) : answer.body.string;
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
}

/** Apollo refuses some requests (CSRF, method, media type) before its plugins, and so our error format, begin. */
const isBareRefusal = (answer: HTTPGraphQLResponse): boolean =>
  (answer.status ?? 200) >= 400 &&
  answer.body.kind === 'complete' &&
  !answer.body.string.includes('"correlationId"');

function presented(text: string, correlationId: string): string {
  try {
    const { errors } = JSON.parse(text) as {
      errors?: { message: string; extensions?: Record<string, unknown> }[];
    };
    return errors
      ? JSON.stringify({ errors: errors.map((error) => presentError(error, correlationId)) })
      : text;
  } catch {
    return text;
  }
}

/** A refusal of `/graphql` in the shape that GraphQL clients read. */
export function sendGraphqlRefusal({ response, correlationId }: Exchange, refusal: HttpRefusal): void {
  const error = presentError({ message: refusal.message, extensions: { code: refusal.code } }, correlationId);
  const text = JSON.stringify({ errors: [error] });
  response
    .writeHead(refusal.status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    .end(text);
}
