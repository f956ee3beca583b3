import { createServer, type Server } from 'node:http';
import { metrics } from './metrics.ts';

/** Answers `/health/live`, `/health/ready` and `/metrics` on a port of its own. @returns the listening server */
export async function serveHealth(port: number, isReady: () => boolean): Promise<Server> {
  const server = createServer((request, response) => {
    void answerHealth(request.url ?? '', isReady).then((answer) => {
      const { status, type, body } = answer ?? { status: 404, type: 'text/plain', body: 'not found\n' };
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** The answer to a health or metrics path; null for any other. */
export async function answerHealth(
  path: string,
  isReady: () => boolean,
): Promise<{ status: number; type: string; body: string } | null> {
  if (path === '/health/live') return { status: 200, type: 'text/plain', body: 'live\n' };
  if (path === '/health/ready') {
    return isReady()
      ? { status: 200, type: 'text/plain', body: 'ready\n' }
      : { status: 503, type: 'text/plain', body: 'starting\n' };
  }
  if (path === '/metrics') return { status: 200, type: metrics.contentType, body: await metrics.metrics() };
  return null;
}
