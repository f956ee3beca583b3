import { readKernelConfig } from '@effect-studio/kernel/config';
import { serveSubgraphs } from '@effect-studio/kernel/graph/subgraph-server';
import { Host } from '@effect-studio/kernel/host';
import { stopOnSignals } from '@effect-studio/kernel/process/shutdown';
import { startTracing } from '@effect-studio/telemetry/start-tracing';
import { z } from 'zod';
import { chooseContexts } from './contexts.ts';

/**
 * Serves contexts over HTTP, for gateways in other processes: `npm run host -- --only economics,execution`.
 * Each lies at `/<name>/graphql`, queries and subscriptions alike, on HOST_PORT (default 4020).
 */
const config = readKernelConfig();
const stopTracing = await startTracing('host');
const port = z.coerce.number().int().min(0).max(65_535).default(4_020).parse(process.env.HOST_PORT);
const host = new Host({
  config,
  definitions: chooseContexts(process.argv),
  service: 'host',
  withWorkers: false,
});
await host.start();
const server = await serveSubgraphs({
  subgraphs: host.subgraphs,
  tokens: host.tokens,
  port,
  log: host.log,
  health: host.health,
});
stopOnSignals(host.log, async () => {
  host.beginStop();
  await server.stop();
  await host.stop();
  await stopTracing();
});
host.log.info(
  { port: server.port, contexts: host.subgraphs.map((subgraph) => subgraph.name) },
  'contexts are served',
);
