import type {
  GivenUpTaskResolvers,
  QueueDepthResolvers,
  WorkloadCellResolvers,
} from '../generated/resolvers.ts';
import { loadAgent } from './Agent.ts';
import { loadTask } from './load-task.ts';

export const WorkloadCell: WorkloadCellResolvers = {
  workflow: ({ workflow_id }) => ({ id: workflow_id }),
  agent: async ({ agent_id }, _args, ctx) => (await loadAgent(ctx, agent_id))!,
  leasedCount: ({ leased }) => leased,
  succeededCount: ({ succeeded }) => succeeded,
  failedCount: ({ failed }) => failed,
  busyMs: ({ busy_ms }) => busy_ms,
  meanBusyMs: ({ mean_busy_ms }) => mean_busy_ms,
};

export const QueueDepth: QueueDepthResolvers = {
  workflow: ({ workflow_id }) => ({ id: workflow_id }),
  provider: ({ provider_id }) => ({ id: provider_id }),
  capabilities: ({ required_capabilities }) => required_capabilities,
  vramMiB: ({ min_vram_mib }) => min_vram_mib,
  waitingCount: ({ waiting }) => waiting,
  oldestWaitMs: ({ oldest_wait_ms }) => (oldest_wait_ms === null ? null : Number(oldest_wait_ms)),
  leasedCount: ({ leased }) => leased,
  agentCount: ({ agents }) => agents,
  freeSlotCount: ({ free_slots }) => free_slots,
};

export const GivenUpTask: GivenUpTaskResolvers = {
  task: async ({ task_id }, _args, ctx) => (await loadTask(ctx, task_id))!,
  failureClass: ({ failure_class }) => failure_class,
  humanReadableCause: ({ failure_cause }) => failure_cause,
  givenUpAt: ({ given_up_at }) => given_up_at,
  retriedAs: ({ retried_as }, _args, ctx) => (retried_as ? loadTask(ctx, retried_as) : null),
};
