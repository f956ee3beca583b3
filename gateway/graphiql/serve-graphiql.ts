import { readFileSync } from 'node:fs';
import type { Exchange } from '../http/exchange.ts';
import { HttpRefusal } from '../http/problem-details.ts';

const PATH = '/graphiql';
const START = readFileSync(new URL('start.js', import.meta.url), 'utf8');

/** Its scripts come from here, and it talks to nobody else; its editor writes style elements. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const isGraphiqlPath = (path: string): boolean => path === PATH || path.startsWith(`${PATH}/`);

/**
 * GraphiQL for development, from an npm package and not from a CDN. Which contract it shows follows from the port and
 * from who is signed in there, as for every other request. @throws HttpRefusal 404 for files that it does not have
 */
export async function serveGraphiql(exchange: Exchange): Promise<void> {
  const { request, response, path, listener } = exchange;
  if (request.method !== 'GET') throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Open this address.');
  const file = path === PATH ? page(listener) : await fileOf(path.slice(PATH.length + 1));
  if (!file) throw new HttpRefusal(404, 'NOT_FOUND', 'There is no such file.');
  response
    .writeHead(200, {
      'content-type': `${file.type}; charset=utf-8`,
      'content-length': Buffer.byteLength(file.text),
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
    })
    .end(file.text);
}

interface File {
  readonly type: 'text/html' | 'text/css' | 'text/javascript';
  readonly text: string;
}

const page = (app: string): File => ({
  type: 'text/html',
  text: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Effect Studio: ${app}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${PATH}/main.css">
  </head>
  <body class="no-focus-outline">
    <div id="root"></div>
    <script src="${PATH}/main.js"></script>
    <script src="${PATH}/start.js" data-app="${app}"></script>
  </body>
</html>
`,
});

async function fileOf(name: string): Promise<File | null> {
  if (name === 'start.js') return script(START);
  // Nine megabytes of text: for whoever opens the page, and nobody else.
  const files = await import('@graphql-yoga/render-graphiql/graphiql');
  switch (name) {
    case 'main.js':
      return script(files.js);
    case 'main.css':
      return { type: 'text/css', text: files.css };
    case 'editorWorkerService.worker.js':
      return script(files.editorWorkerService);
    case 'json.worker.js':
      return script(files.jsonWorker);
    case 'graphql.worker.js':
      return script(files.graphqlWorker);
    default:
      return null;
  }
}

const script = (text: string): File => ({ type: 'text/javascript', text });
