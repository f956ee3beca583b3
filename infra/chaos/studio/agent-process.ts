import { AGENT_VERSION, readAgentConfig } from '@effect-studio/gpu-agent/config';
import { AgentLoop } from '@effect-studio/gpu-agent/leases/agent-loop';
import { drainOnSignals } from '@effect-studio/gpu-agent/leases/drain';
import { httpFileTransfer } from '@effect-studio/gpu-agent/leases/file-transfer';
import { openRunners } from '@effect-studio/gpu-agent/runners/open-runners';
import { RunnerRegistry } from '@effect-studio/gpu-agent/runners/runner-registry';
import { ClientCredentials } from '@effect-studio/gpu-agent/studio/access-token';
import { Enrolment } from '@effect-studio/gpu-agent/studio/enrolment';
import { GraphqlStudioClient } from '@effect-studio/gpu-agent/studio/graphql-studio-client';
import { GraphqlTransport } from '@effect-studio/gpu-agent/studio/graphql-transport';
import { emptyWorkFolder } from '@effect-studio/gpu-agent/work-folder';
import { pino } from 'pino';
import { forPeople } from './for-people.ts';

/**
 * The agent as it is, but for its twin, which does here what it refuses everywhere else: the work of people. Settings
 * come from the environment, as the agent's own.
 */
const config = readAgentConfig(process.env);
const log = pino({ level: config.logLevel, base: { service: 'gpu-agent', agent: config.name } });

const entries = await openRunners(config.runners, config);
const runners = await RunnerRegistry.open(
  entries.map((entry) => ({ ...entry, runner: forPeople(entry.runner) })),
  { gpuName: null, vramMiB: null, driverVersion: null },
  (runnerId, faults) => log.error({ runnerId, faults }, 'a runner cannot work on this machine'),
);
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
  },
});
drainOnSignals(loop, config.drainMs, log);
await loop.run();
