import { pino } from 'pino';
import { ClientCredentials } from './access-token.ts';
import { AgentLoop } from './agent-loop.ts';
import { AGENT_VERSION, readAgentConfig } from './config.ts';
import { drainOnSignals } from './drain.ts';
import { Enrolment } from './enrolment.ts';
import { httpFileTransfer } from './file-transfer.ts';
import { readGpuInventory } from './gpu-inventory.ts';
import { GraphqlStudioClient } from './graphql-studio-client.ts';
import { GraphqlTransport } from './graphql-transport.ts';
import { builtInRunners, RunnerRegistry } from './runner-registry.ts';
import { emptyWorkFolder } from './work-folder.ts';

const config = readAgentConfig();
const log = pino({
  level: config.logLevel,
  base: { service: 'gpu-agent', agent: config.name },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label) => ({ level: label }) },
});

const runners = await RunnerRegistry.open(builtInRunners(), (runnerId, faults) =>
  log.error({ runnerId, faults }, 'a runner cannot work on this machine'),
);
const workflows = runners.offers();
if (workflows.length === 0) {
  log.fatal('no runner can work on this machine; see the faults above');
  process.exit(1);
}
await emptyWorkFolder(config.workDir);

const enrolment = new Enrolment(config);
const tokens = new ClientCredentials(
  config.tokenUrl,
  () => enrolment.identity(),
  () => enrolment.forgetClient(),
);
const loop = new AgentLoop({
  client: new GraphqlStudioClient(new GraphqlTransport(config.gatewayUrl, tokens)),
  runners,
  transfer: httpFileTransfer,
  workDir: config.workDir,
  log,
  concurrency: config.concurrency,
  registration: {
    name: config.name,
    version: AGENT_VERSION,
    instanceType: config.instanceType,
    fleet: config.fleet,
    ...(await readGpuInventory()),
    capabilities: runners.capabilities,
    workflows,
  },
});
drainOnSignals(loop, log);
log.info(
  { version: AGENT_VERSION, workflows: workflows.length, concurrency: config.concurrency },
  'agent started',
);
try {
  await loop.run();
} catch (error) {
  log.fatal({ err: error }, 'the studio refuses this agent');
  process.exit(1);
}
