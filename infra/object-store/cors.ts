import type { IncomingMessage, ServerResponse } from 'node:http';

const exposed = [
  'ETag',
  'Content-Length',
  'Content-Range',
  'Content-Disposition',
  'Accept-Ranges',
  'Last-Modified',
];

/**
 * Every origin may call: access hangs on the signature alone, and no cookie is ever looked at. ETag must be
 * exposed, or a browser's multipart upload cannot be completed.
 */
export function setCorsHeaders(message: IncomingMessage, response: ServerResponse): void {
  if (!message.headers.origin) return;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', [...exposed, 'x-amz-request-id'].join(', '));
}

/** Answers a preflight request. */
export function answerPreflight(message: IncomingMessage, response: ServerResponse): void {
  const headers = message.headers['access-control-request-headers'];
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE',
    'access-control-allow-headers': headers ?? '*',
    'access-control-max-age': '600',
  });
  response.end();
}
