import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AgentState, metricsText, whyNotLive, whyNotReady } from './agent-health.ts';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Answers `/health/live`, `/health/ready` (200, or 503 with the reasons) and `/metrics`.
 * @param port 0 takes any
 * @throws when the port is taken
 */
export async function serveHealth(
  state: () => AgentState,
  { port, host }: { port: number; host: string },
): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    const answer = (reasons: string[]): void => {
      const body = JSON.stringify({ status: reasons.length === 0 ? 'ok' : 'failed', reasons });
      response.writeHead(reasons.length === 0 ? 200 : 503, { 'content-type': 'application/json' }).end(body);
    };
    switch (request.url) {
      case '/health/live':
        return answer(whyNotLive(state()));
      case '/health/ready':
        return answer(whyNotReady(state()));
      case '/metrics':
        response.writeHead(200, { 'content-type': METRICS_TYPE }).end(metricsText(state()));
        return;
      default:
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing is here.\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // The agent ends when its work does, whoever is connected.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
