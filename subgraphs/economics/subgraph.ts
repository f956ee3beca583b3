import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { providerConsumers } from './messaging/on-provider-events.ts';
import { runConsumers } from './messaging/on-run-events.ts';
import { workConsumers } from './messaging/on-work-events.ts';
import { MIGRATIONS } from './persistence/migrations/migrations.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { manifestJob, manifestTick, startManifestWorker } from './workers/manifest-jobs.ts';

export default defineSubgraph({
  name: 'economics',
  module: 'M8',
  typeDefs: readSdl(import.meta.url),
  resolvers,
  entities: [],
  migrations: MIGRATIONS,
  consumers: [...runConsumers, ...workConsumers, ...providerConsumers],
  jobs: [manifestJob, manifestTick],
  startWorkers: startManifestWorker,
});
