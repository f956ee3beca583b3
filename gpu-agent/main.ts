#!/usr/bin/env node
import { startTracing } from '@effect-studio/telemetry/start-tracing';
import { pino } from 'pino';
import { type CommandLine, readCommandLine, USAGE } from './command-line.ts';
import { AGENT_VERSION, type AgentConfig, ConfigFault, readAgentConfig } from './config.ts';
import { diagnose } from './health/doctor.ts';
import { readGpuInventory } from './health/gpu-inventory.ts';
import { serveHealth } from './health/health-server.ts';
import { AgentLoop } from './leases/agent-loop.ts';
import { drainOnSignals } from './leases/drain.ts';
import { httpFileTransfer } from './leases/file-transfer.ts';
import { openRunners } from './runners/open-runners.ts';
import { type RunnerEntry, RunnerRegistry } from './runners/runner-registry.ts';
import { ClientCredentials } from './studio/access-token.ts';
import { declarationText } from './studio/declaration.ts';
import { Enrolment } from './studio/enrolment.ts';
import { GraphqlStudioClient } from './studio/graphql-studio-client.ts';
import { GraphqlTransport } from './studio/graphql-transport.ts';
import { emptyWorkFolder, freeDiskMiB } from './work-folder.ts';

async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2));
  switch (line.command) {
    case 'help':
      process.stdout.write(USAGE);
      return;
    case 'version':
      process.stdout.write(`${AGENT_VERSION}\n`);
      return;
    case 'doctor':
      return doctor(line);
    case 'declare':
      process.stdout.write(await declarationText(line.environment));
      return;
    case 'run':
      return run(readAgentConfig(line.environment, line.called));
  }
}

/** Looks at the machine also when the settings are not complete, so that everything is told at once. */
async function doctor(line: CommandLine): Promise<void> {
  const { config, faults } = readWhatFits(line);
  const { entries, faults: unopened } = await openWhatOpens(config);
  const runners = await RunnerRegistry.open(entries, await readGpuInventory(), () => undefined);
  const { text, canWork } = await diagnose(config, [...faults, ...unopened], runners);
  process.stdout.write(text);
  process.exitCode = canWork ? 0 : 1;
}

/** The settings without those that are at fault, and their faults. */
function readWhatFits(line: CommandLine): { config: AgentConfig; faults: readonly string[] } {
  try {
    return { config: readAgentConfig(line.environment, line.called), faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    const fitting = Object.entries(line.environment).filter(([name]) => !error.settings.includes(name));
    const environment = { GATEWAY_URL: UNKNOWN_GATEWAY, ...Object.fromEntries(fitting) };
    return { config: readAgentConfig(environment), faults: error.faults };
  }
}

/** The runners whose declarations can be read, and what is wrong with the others. */
async function openWhatOpens(config: AgentConfig): Promise<{ entries: RunnerEntry[]; faults: string[] }> {
  const entries: RunnerEntry[] = [];
  const faults: string[] = [];
  for (const name of config.runners) {
    try {
      entries.push(...(await openRunners([name], config)));
    } catch (error) {
      if (!(error instanceof ConfigFault)) throw error;
      faults.push(...error.faults);
    }
  }
  return { entries, faults };
}

/** Stands for the studio in a diagnosis that was asked for without one. */
const UNKNOWN_GATEWAY = 'http://unknown.invalid/graphql';

async function run(config: AgentConfig): Promise<void> {
  const log = pino({
    level: config.logLevel,
    base: { service: 'gpu-agent', agent: config.name },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  });
  const stopTracing = await startTracing('gpu-agent');
  const entries = await openRunners(config.runners, config);
  const runners = await RunnerRegistry.open(entries, await readGpuInventory(), (runnerId, faults) =>
    log.error({ runnerId, faults }, 'a runner cannot work on this machine'),
  );
  const workflows = runners.offers();
  const mayRecover = entries.some(({ recheckEveryMs }) => recheckEveryMs !== undefined);
  if (workflows.length === 0 && !mayRecover) {
    log.fatal('no runner can work on this machine; see the faults above, or ask --doctor');
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
    hindrance: async () => {
      const freeMiB = await freeDiskMiB(config.workDir);
      return freeMiB >= config.leastDiskMiB
        ? null
        : `the disk is nearly full: ${freeMiB} MiB left, ${config.leastDiskMiB} wanted`;
    },
    registration: {
      name: config.name,
      version: AGENT_VERSION,
      instanceType: config.instanceType,
      fleet: config.fleet,
    },
  });
  if (config.health) {
    const { port } = await serveHealth(() => loop.state, config.health);
    log.info({ port, host: config.health.host }, 'answers probes');
  }
  drainOnSignals(loop, config.drainMs, log, () => runners.close());
  log.info(
    { version: AGENT_VERSION, workflows: workflows.length, concurrency: config.concurrency },
    'agent started',
  );
  try {
    await loop.run();
    await runners.close();
    await stopTracing();
  } catch (error) {
    log.fatal({ err: error }, 'the studio refuses this agent');
    process.exit(1);
  }
}

// Last: what it uses is defined above.
await main().catch((error: unknown) => {
  if (!(error instanceof ConfigFault)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
