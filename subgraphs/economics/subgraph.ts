import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { MANIFEST_GAUGES } from './manifest/persistence/gauges.ts';
import { decisionConsumers } from './messaging/on-decisions.ts';
import { logConsumers } from './messaging/on-log-events.ts';
import { providerConsumers } from './messaging/on-provider-events.ts';
import { routingDecisionConsumers } from './messaging/on-routing-decisions.ts';
import { runConsumers } from './messaging/on-run-events.ts';
import { workConsumers } from './messaging/on-work-events.ts';
import { personal } from './messaging/personal-data.ts';
import { MIGRATIONS } from './persistence/migrations/migrations.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { adviceJobs, startAdvice } from './workers/advice-jobs.ts';
import { benchmarkJobs, startBenchmarks } from './workers/benchmark-jobs.ts';
import { costJobs } from './workers/cost-jobs.ts';
import { detectionTick } from './workers/detection-jobs.ts';
import {
  manifestJob,
  manifestTick,
  observationRefresh,
  startManifestWorker,
} from './workers/manifest-jobs.ts';
import { expireTick, startReservationTimer } from './workers/reservation-jobs.ts';

export default defineSubgraph({
  name: 'economics',
  module: 'M8',
  typeDefs: readSdl(import.meta.url),
  resolvers,
  entities: [],
  migrations: MIGRATIONS,
  gauges: MANIFEST_GAUGES,
  // What was paid for must outlive any repetition.
  retention: { idempotencyKeysMs: null },
  consumers: [
    ...personal.consumers,
    ...runConsumers,
    ...workConsumers,
    ...providerConsumers,
    ...decisionConsumers,
    ...logConsumers,
    ...routingDecisionConsumers,
  ],
  jobs: [
    ...personal.jobs,
    ...costJobs,
    expireTick,
    manifestJob,
    manifestTick,
    observationRefresh,
    ...adviceJobs,
    ...benchmarkJobs,
    detectionTick,
  ],
  startWorkers: async (services) => {
    const stops = [
      await startManifestWorker(services),
      await startReservationTimer(services),
      await startAdvice(services),
      await startBenchmarks(services),
    ];
    return async () => {
      for (const stop of stops) await stop();
    };
  },
});
