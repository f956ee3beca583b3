import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { FleetActionApplied, FleetActionReverted } from '@effect-studio/schema/events/economics';
import { reading } from '@effect-studio/schema/events/envelope';
import { TaskSucceeded } from '@effect-studio/schema/events/execution';
import { MachineEnrolled, MachineRevoked } from '@effect-studio/schema/events/identity';
import {
  BestResultSelected,
  RunCancelled,
  RunCompleted,
  RunExpired,
  RunFailed,
  RunRejected,
  TestBatchDispatched,
  WinnerOverridden,
} from '@effect-studio/schema/events/orchestrator';
import {
  FleetsChanged,
  ProviderStatusChanged,
  WorkflowCatalogueChanged,
  WorkflowRevisionDefined,
} from '@effect-studio/schema/events/providers';
import { OutputRejected } from '@effect-studio/schema/events/quality';
import { UPSERT_MACHINE } from '../persistence/sql/agent-statements.ts';
import { AGENT_OF_RESULT } from '../persistence/sql/care-statements.ts';
import { UPSERT_PROVIDER } from '../persistence/sql/provider-statements.ts';
import { noteFault } from '../use-cases/agents/judge-agent.ts';
import { revokeMachine } from '../use-cases/agents/revoke-machine.ts';
import { adjustFleet, revertAdjustment, storeFleets } from '../use-cases/fleets/store-fleets.ts';
import { ringTaskBell } from '../use-cases/leases/task-bell.ts';
import { keepDefinition } from '../use-cases/revisions/define-revision.ts';
import { storeCatalogue } from '../use-cases/revisions/store-catalogue.ts';
import { drawSpotCheck } from '../use-cases/spot-checks/draw-spot-check.ts';
import { cancelTasksOfRun } from '../use-cases/tasks/cancel-tasks.ts';
import { enqueueLegs } from '../use-cases/tasks/enqueue-legs.ts';

/** What execution does when others speak. */
export const consumers: readonly Consumer[] = [
  consume(TestBatchDispatched, (tx, { payload, tenantId }) => enqueueLegs(tx, { ...payload, tenantId })),
  consume(BestResultSelected, (tx, { payload, tenantId }) =>
    enqueueLegs(tx, { ...payload, tenantId, legs: [payload.finish] }),
  ),
  consume(WinnerOverridden, (tx, { payload, tenantId }) =>
    enqueueLegs(tx, { ...payload, tenantId, legs: [payload.finish] }),
  ),
  // A run of a published effect may complete while a leg that took too long still works.
  ...[RunCancelled, RunCompleted, RunExpired, RunFailed, RunRejected].map((ending) =>
    consume(reading<{ runId: string }, 'runId'>(ending, 'runId'), (tx, { payload }) =>
      cancelTasksOfRun(tx, payload.runId),
    ),
  ),
  consume(reading(WorkflowCatalogueChanged, 'workflows'), (tx, { payload }) =>
    storeCatalogue(tx, payload.workflows),
  ),
  consume(FleetsChanged, (tx, { payload }) => storeFleets(tx, payload)),
  consume(FleetActionApplied, (tx, { payload }) => adjustFleet(tx, payload)),
  consume(FleetActionReverted, (tx, { payload }) => revertAdjustment(tx, payload)),
  consume(WorkflowRevisionDefined, (tx, { payload }) => keepDefinition(tx, payload)),
  consume(reading(ProviderStatusChanged, 'providerId', 'to'), async (tx, { payload }) => {
    await tx.rows(UPSERT_PROVIDER, [payload.providerId, payload.to, tx.now]);
    ringTaskBell(tx);
  }),
  consume(TaskSucceeded, (tx, { payload, budgetContext }) => drawSpotCheck(tx, payload, budgetContext)),
  consume(reading(OutputRejected, 'taskId', 'humanReadableCause'), async (tx, { payload }) => {
    const result = await tx.maybeOne<{ agent_id: string }>(AGENT_OF_RESULT, [payload.taskId]);
    const fault = { taskId: payload.taskId, kind: 'REJECTED' as const, reason: payload.humanReadableCause };
    if (result) await noteFault(tx, result.agent_id, fault);
  }),
  consume(reading(MachineEnrolled, 'clientId', 'ownerId'), async (tx, { payload }) => {
    await tx.rows(UPSERT_MACHINE, [payload.clientId, payload.ownerId, tx.now]);
  }),
  consume(reading(MachineRevoked, 'clientId'), (tx, { payload }) => revokeMachine(tx, payload.clientId)),
];
