import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sirv from 'sirv';
import type { Exchange } from '../http/exchange.ts';
import { HttpRefusal, type ProblemDetails } from '../http/problem-details.ts';
import { contentSecurityPolicy, type PolicySources } from './content-security-policy.ts';

/** Stands in the built `index.html` where the nonce of an answer goes. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** Vite names these by their content, so they never change. */
const HASHED = /^\/assets\//;
const HAS_EXTENSION = /\.[a-z0-9]+$/i;

export type WebAppHandler = (exchange: Exchange) => void;

/**
 * Serves a built single-page app: files as they are, every other path as `index.html`.
 * @throws Error when the folder has no `index.html`
 */
export function serveWebApp(folder: string, sources: () => Omit<PolicySources, 'nonce'>): WebAppHandler {
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const hasNonce = page.includes(NONCE_PLACEHOLDER);
  const files = sirv(folder, {
    etag: true,
    setHeaders: (response, pathname) => {
      const isHashed = HASHED.test(pathname);
      response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const sendPage = ({ request, response }: Exchange): void => {
    const nonce = hasNonce ? randomBytes(16).toString('base64') : null;
    const body = nonce ? page.replaceAll(NONCE_PLACEHOLDER, nonce) : page;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'content-security-policy': contentSecurityPolicy({ ...sources(), nonce }),
      'cache-control': 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  return (exchange) => {
    const { request, response, path: pathname } = exchange;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      sendText(exchange, new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Pages are read.').toProblem());
      return;
    }
    if (pathname === '/' || pathname === '/index.html') {
      sendPage(exchange);
      return;
    }
    files(request, response, () => {
      // A missing script must not come back as a page.
      if (HAS_EXTENSION.test(pathname)) {
        sendText(exchange, new HttpRefusal(404, 'NOT_FOUND', 'There is no such file.').toProblem());
      } else {
        sendPage(exchange);
      }
    });
  };
}

function sendText({ response }: Exchange, { status, detail }: ProblemDetails): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${detail}\n`);
}
