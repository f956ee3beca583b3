import { readFileSync } from 'node:fs';
import { readGatewayConfig } from '@effect-studio/gateway/config';
import { createGateway } from '@effect-studio/gateway/create-gateway';
import { TrustedDocuments } from '@effect-studio/gateway/trusted-documents/trusted-documents';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { Host } from '@effect-studio/kernel/host';
import { stopOnSignals } from '@effect-studio/kernel/shutdown';
import { CONTEXTS } from './contexts.ts';

/**
 * The gateway with every context in process, but for those that SUBGRAPH_URLS names: these are reached
 * over HTTP. Any number of these may run.
 */
const config = readKernelConfig();
const gatewayConfig = readGatewayConfig();
const definitions = CONTEXTS.filter((context) => !(context.name in gatewayConfig.SUBGRAPH_URLS));
const host = new Host({ config, definitions, service: 'api', withWorkers: false });
await host.start();
const gateway = createGateway({
  config: gatewayConfig,
  supergraphSdl: readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'),
  trustedDocuments: TrustedDocuments.read(),
  subgraphs: host.subgraphs,
  tokens: host.tokens,
  redis: host.redis,
  log: host.log,
  isReady: () => host.isReady,
  webApps: {
    user: { port: gatewayConfig.WEB_USER_PORT, dir: gatewayConfig.WEB_USER_DIR ?? null },
    admin: { port: gatewayConfig.WEB_ADMIN_PORT, dir: gatewayConfig.WEB_ADMIN_DIR ?? null },
  },
  apiPort: gatewayConfig.API_PORT,
});
stopOnSignals(host.log, async () => {
  host.beginStop();
  await gateway.stop();
  await host.stop();
});
await gateway.start();
host.log.info({ ports: gateway.ports, contexts: host.subgraphs.length }, 'the api is ready');
