import { consume } from '@effect-studio/kernel/bus/consumer';
import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { ProviderProbed } from '@effect-studio/schema/events/execution';
import { WorkflowRevisionDecided } from '@effect-studio/schema/events/notifications';
import { personal } from './messaging/personal-data.ts';
import { catalogue } from './persistence/migrations/0001-catalogue.ts';
import { declaredProviders } from './persistence/migrations/0002-declared-providers.ts';
import { workflowRevisions } from './persistence/migrations/0003-workflow-revisions.ts';
import { providerChanges } from './persistence/migrations/0004-provider-changes.ts';
import { ownedDrafts } from './persistence/migrations/0005-owned-drafts.ts';
import { EffectType, Provider, Workflow } from './resolvers/entities.ts';
import { FleetDocument } from './resolvers/fleet-resolvers.ts';
import { Mutation } from './resolvers/Mutation.ts';
import { ProviderChange } from './resolvers/provider-care.ts';
import { Query } from './resolvers/Query.ts';
import { Subscription } from './resolvers/Subscription.ts';
import { WorkflowDraft, WorkflowRevision, WorkflowTrial } from './resolvers/workflow-entities.ts';
import { decideRevision } from './use-cases/decide-revision.ts';
import { recordProbe } from './use-cases/record-probe.ts';

/** Providers (M3): the catalogue of who renders what, and how healthy they are. */
export default defineSubgraph({
  name: 'providers',
  module: 'M3',
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query,
    Mutation,
    Subscription,
    Provider,
    Workflow,
    EffectType,
    WorkflowRevision,
    WorkflowDraft,
    WorkflowTrial,
    ProviderChange,
    FleetDocument,
  },
  entities: [],
  migrations: [catalogue, declaredProviders, workflowRevisions, providerChanges, ownedDrafts],
  consumers: [
    ...personal.consumers,
    consume(ProviderProbed, (tx, { payload }) => recordProbe(tx, payload)),
    consume(WorkflowRevisionDecided, (tx, { payload }) => decideRevision(tx, payload)),
  ],
  jobs: personal.jobs,
});
