import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { consumers } from './messaging/consumers.ts';
import { personal } from './messaging/personal-data.ts';
import { GAUGES } from './persistence/gauges.ts';
import { tasks } from './persistence/migrations/0001-tasks.ts';
import { agents } from './persistence/migrations/0002-agents.ts';
import { settlement } from './persistence/migrations/0003-settlement.ts';
import { inventory } from './persistence/migrations/0004-inventory.ts';
import { exampleOptional } from './persistence/migrations/0005-example-optional.ts';
import { liveLeases } from './persistence/migrations/0006-live-leases.ts';
import { agentCare } from './persistence/migrations/0007-agent-care.ts';
import { tracesOfTasks } from './persistence/migrations/0008-traces-of-tasks.ts';
import { carriedRevisions } from './persistence/migrations/0009-carried-revisions.ts';
import { fleets } from './persistence/migrations/0010-fleets.ts';
import { spotChecks } from './persistence/migrations/0011-spot-checks.ts';
import { fleetEvents } from './persistence/migrations/0012-fleet-events.ts';
import { takeTurn } from './persistence/migrations/0013-take-turn.ts';
import { turnsOneByOne } from './persistence/migrations/0014-turns-one-by-one.ts';
import { Agent, AgentLease, SpotCheck, TaskAttempt } from './resolvers/Agent.ts';
import { Fleet, FleetEvent } from './resolvers/Fleet.ts';
import { Mutation } from './resolvers/Mutation.ts';
import { Provider } from './resolvers/Provider.ts';
import { Query } from './resolvers/Query.ts';
import { Run } from './resolvers/Run.ts';
import { Subscription } from './resolvers/Subscription.ts';
import { Task } from './resolvers/Task.ts';
import { TaskLease } from './resolvers/TaskLease.ts';
import { GivenUpTask, QueueDepth, WorkloadCell } from './resolvers/Workload.ts';
import { jobs } from './workers/jobs.ts';
import { closeLeaseDesk } from './workers/lease-desk.ts';
import { closePreviewDesk } from './workers/preview-desk.ts';
import { ensureTimers } from './workers/timers.ts';

const DAY_MS = 86_400_000;

export default defineSubgraph({
  name: 'execution',
  module: 'M6',
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query,
    Mutation,
    Subscription,
    Run,
    Task,
    TaskLease,
    Agent,
    AgentLease,
    TaskAttempt,
    SpotCheck,
    Provider,
    WorkloadCell,
    QueueDepth,
    GivenUpTask,
    Fleet,
    FleetEvent,
  },
  entities: [],
  gauges: GAUGES,
  migrations: [
    tasks,
    agents,
    settlement,
    inventory,
    exampleOptional,
    liveLeases,
    agentCare,
    tracesOfTasks,
    carriedRevisions,
    fleets,
    spotChecks,
    fleetEvents,
    takeTurn,
    turnsOneByOne,
  ],
  retention: { tables: [{ table: 'execution.fleet_event', column: 'at', keepMs: 90 * DAY_MS }] },
  consumers: [...personal.consumers, ...consumers],
  jobs: [...personal.jobs, ...jobs],
  start:
    async ({ db }) =>
    async () => {
      closeLeaseDesk(db);
      closePreviewDesk(db);
    },
  startWorkers: async (services) => {
    const call = callContext(services, { caller: systemCaller() });
    await services.db.transaction(call, ensureTimers);
    return async () => undefined;
  },
});
