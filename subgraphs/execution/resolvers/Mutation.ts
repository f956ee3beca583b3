import type { CallContext } from '@effect-studio/kernel/context';
import type { Agent } from '../domain/agent.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENT } from '../persistence/sql/agent-statements.ts';
import { cordonAgent, releaseAgent, uncordonAgent } from '../use-cases/agents/cordon-agent.ts';
import { drainAgent } from '../use-cases/agents/drain-agent.ts';
import { registerAgent } from '../use-cases/agents/register-agent.ts';
import { reportPresence } from '../use-cases/agents/report-presence.ts';
import { readFleets } from '../use-cases/fleets/scale-fleets.ts';
import { setFleetSize } from '../use-cases/fleets/set-fleet-size.ts';
import { completeTask } from '../use-cases/leases/complete-task.ts';
import { failTask } from '../use-cases/leases/fail-task.ts';
import { leaseTasks } from '../use-cases/leases/lease-tasks.ts';
import { renewLease } from '../use-cases/leases/renew-lease.ts';
import { setProviderConcurrency } from '../use-cases/providers/set-provider-concurrency.ts';
import { retryTask } from '../use-cases/tasks/retry-task.ts';
import { loadTask } from './load-task.ts';

async function presented<Refusal extends { __typename: string }>(
  ctx: CallContext,
  result: { __typename: 'Agent'; id: string } | Refusal,
): Promise<(Agent & { __typename: 'Agent' }) | Refusal> {
  if (!isAgent(result)) return result;
  const row = await ctx.db.transaction(ctx, (tx) => tx.one<AgentRow>(READ_AGENT, [result.id]));
  return { __typename: 'Agent', ...toAgent(row) };
}

const isAgent = (result: { __typename: string }): result is { __typename: 'Agent'; id: string } =>
  result.__typename === 'Agent';

/** A machine cannot have worked for a negative time. */
const notNegative = (busyMs: number): number => Math.max(0, busyMs);

export const Mutation: MutationResolvers = {
  registerAgent: async (_parent, { input }, ctx) => presented(ctx, await registerAgent(ctx, input)),
  leaseTasks: (_parent, { input }, ctx) => leaseTasks(ctx, input),
  renewLease: (_parent, { input }, ctx) => renewLease(ctx, input),
  completeTask: (_parent, { input }, ctx) =>
    completeTask(ctx, { ...input, busyMs: notNegative(input.busyMs) }),
  failTask: (_parent, { input }, ctx) => failTask(ctx, { ...input, busyMs: notNegative(input.busyMs) }),
  drainAgent: async (_parent, { input }, ctx) => presented(ctx, await drainAgent(ctx, input)),
  cordonAgent: async (_parent, { input }, ctx) => presented(ctx, await cordonAgent(ctx, input)),
  uncordonAgent: async (_parent, { input }, ctx) => presented(ctx, await uncordonAgent(ctx, input)),
  releaseAgent: async (_parent, { input }, ctx) => presented(ctx, await releaseAgent(ctx, input)),
  reportPresence: (_parent, { input }, ctx) => reportPresence(ctx, input),
  retryTask: async (_parent, { input }, ctx) => {
    const result = await retryTask(ctx, input);
    if (result.__typename !== 'Task') return result;
    return { __typename: 'Task' as const, ...(await loadTask(ctx, result.id))! };
  },
  setFleetSize: async (_parent, { input }, ctx) => {
    const result = await setFleetSize(ctx, input);
    if (result.__typename !== 'Fleet') return result;
    const fleet = (await readFleets(ctx)).find(({ name }) => name === result.name)!;
    return { ...fleet, __typename: 'Fleet' as const };
  },
  setProviderConcurrency: (_parent, { input }, ctx) => setProviderConcurrency(ctx, input),
};
