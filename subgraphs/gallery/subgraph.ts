import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { onAdminApproved } from './messaging/on-admin-approved.ts';
import { onPreviewRendered, onResultReady } from './messaging/on-effect-used.ts';
import { personal } from './messaging/personal-data.ts';
import { effects } from './persistence/migrations/0001-effects.ts';
import { useCount } from './persistence/migrations/0002-use-count.ts';
import { erasure } from './persistence/migrations/0003-erasure.ts';
import { Effect, EffectRevision } from './resolvers/entities.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { publishJob } from './workers/publish.ts';

/** Gallery (M10): published effects, their immutable revisions, and the public listing. */
export default defineSubgraph({
  name: 'gallery',
  module: 'M10',
  typeDefs: readSdl(import.meta.url),
  resolvers: { Query, Mutation, Effect, EffectRevision },
  entities: [],
  migrations: [effects, useCount, erasure],
  consumers: [...personal.consumers, onAdminApproved, onResultReady, onPreviewRendered],
  jobs: [...personal.jobs, publishJob],
});
