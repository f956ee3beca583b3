import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { openManifestSource } from './messaging/manifest-source.ts';
import { benchmarkRequested } from './messaging/on-benchmark-requested.ts';
import { previewRequested } from './messaging/on-preview-requested.ts';
import { workflowTrialRequested } from './messaging/on-workflow-trial-requested.ts';
import { personal } from './messaging/personal-data.ts';
import { PROJECTION_CONSUMERS } from './messaging/projection-consumers.ts';
import { RUN_CONSUMERS } from './messaging/run-consumers.ts';
import { GAUGES } from './persistence/gauges.ts';
import { runs } from './persistence/migrations/0001-runs.ts';
import { benchmarkRuns } from './persistence/migrations/0002-benchmark-runs.ts';
import { explorationUse } from './persistence/migrations/0003-exploration-use.ts';
import { effectRuns } from './persistence/migrations/0004-effect-runs.ts';
import { budgetContexts } from './persistence/migrations/0005-budget-contexts.ts';
import { rerenders } from './persistence/migrations/0006-rerenders.ts';
import { workflowTrials } from './persistence/migrations/0007-workflow-trials.ts';
import { tenants } from './persistence/migrations/0008-tenants.ts';
import { chosenExcerpts } from './persistence/migrations/0009-chosen-excerpts.ts';
import { runsUnderWay } from './persistence/migrations/0010-runs-under-way.ts';
import { turns } from './persistence/migrations/0011-turns.ts';
import { trims } from './persistence/migrations/0012-trims.ts';
import { requestedRuns } from './persistence/migrations/0013-requested-runs.ts';
import { Candidate } from './resolvers/candidate.ts';
import { Mutation } from './resolvers/mutation.ts';
import { Query } from './resolvers/query.ts';
import { Run } from './resolvers/run.ts';
import { Subscription } from './resolvers/subscription.ts';
import { Video } from './resolvers/video.ts';
import { giveTurnsEverywhere, giveTurnsNow } from './workers/give-turns.ts';
import { reconcileRuns } from './workers/reconcile-runs.ts';
import { TIMERS } from './workers/timers.ts';
import { watchManifest } from './workers/watch-manifest.ts';

export default defineSubgraph({
  name: 'orchestrator',
  module: 'M5',
  typeDefs: readSdl(import.meta.url),
  resolvers: { Query, Mutation, Subscription, Run, Candidate, Video },
  entities: [],
  gauges: GAUGES,
  migrations: [
    runs,
    benchmarkRuns,
    explorationUse,
    effectRuns,
    budgetContexts,
    rerenders,
    workflowTrials,
    tenants,
    chosenExcerpts,
    runsUnderWay,
    turns,
    trims,
    requestedRuns,
  ],
  consumers: [
    ...personal.consumers,
    ...PROJECTION_CONSUMERS,
    ...RUN_CONSUMERS,
    benchmarkRequested,
    previewRequested,
    workflowTrialRequested,
  ],
  jobs: [...personal.jobs, ...TIMERS, giveTurnsNow, giveTurnsEverywhere, reconcileRuns, watchManifest],
  start: openManifestSource,
});
