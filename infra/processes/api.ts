import { readGatewayConfig } from '@effect-studio/gateway/config';
import { startGateway } from '@effect-studio/gateway/start-gateway';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { Host } from '@effect-studio/kernel/host';
import { studioEdge } from '@effect-studio/kernel/objects/media-edge';
import { stopOnSignals } from '@effect-studio/kernel/process/shutdown';
import { startTracing } from '@effect-studio/telemetry/start-tracing';
import { CONTEXTS } from './contexts.ts';

/**
 * The gateway with every context in process, but for those that SUBGRAPH_URLS names: these are reached
 * over HTTP. Any number of these may run.
 */
const config = readKernelConfig();
const stopTracing = await startTracing('api');
const gatewayConfig = readGatewayConfig();
const definitions = CONTEXTS.filter((context) => !(context.name in gatewayConfig.SUBGRAPH_URLS));
const host = new Host({ config, definitions, service: 'api', withWorkers: false });
let stopGateway = (): Promise<void> => Promise.resolve();
stopOnSignals(host.log, async () => {
  host.beginStop();
  await stopGateway();
  await host.stop();
  await stopTracing();
});
await host.start();
const gateway = await startGateway({
  config: gatewayConfig,
  subgraphs: host.subgraphs,
  tokens: host.tokens,
  redis: host.redis,
  media: { edge: studioEdge(config, host.redis), storage: host.storage },
  log: host.log,
  health: host.health,
  webApps: {
    user: { port: gatewayConfig.WEB_USER_PORT, dir: gatewayConfig.WEB_USER_DIR ?? null },
    admin: { port: gatewayConfig.WEB_ADMIN_PORT, dir: gatewayConfig.WEB_ADMIN_DIR ?? null },
  },
  apiPort: gatewayConfig.API_PORT,
});
stopGateway = gateway.stop;
host.log.info({ ports: gateway.ports, contexts: host.subgraphs.length }, 'the api is ready');
