import { readKernelConfig } from '@effect-studio/kernel/config';
import { Host } from '@effect-studio/kernel/host';
import { serveHealth } from '@effect-studio/kernel/observation/health';
import { stopOnSignals } from '@effect-studio/kernel/process/shutdown';
import { startTracing } from '@effect-studio/telemetry/start-tracing';
import { startLocalFleets } from '../fleet/start-local-fleets.ts';
import { chooseContexts } from './contexts.ts';

/** Background work of the contexts: relay, consumers, jobs. Any number may run; one reader per group is active. */
const config = readKernelConfig();
const stopTracing = await startTracing('workers');
const host = new Host({
  config,
  definitions: chooseContexts(process.argv),
  service: 'workers',
  withWorkers: true,
});
const health = await serveHealth(config.WORKERS_PORT, host.health);
let stopFleets = async (): Promise<void> => undefined;
stopOnSignals(host.log, async () => {
  await stopFleets();
  await host.stop();
  await stopTracing();
  health.close();
});
await host.start();
stopFleets = startLocalFleets(host);
host.log.info({ contexts: host.subgraphs.length }, 'workers are ready');
