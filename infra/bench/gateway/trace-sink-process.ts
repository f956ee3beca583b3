import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tellParent } from './parent.ts';

/** Takes spans as an OpenTelemetry collector does, and counts the batches: `GET /` tells how many came. */
let batches = 0;
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.method === 'POST') batches += 1;
    const body = request.method === 'POST' ? '{}' : JSON.stringify({ batches });
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
});
server.listen(0, '127.0.0.1', () => tellParent({ port: (server.address() as AddressInfo).port }));
