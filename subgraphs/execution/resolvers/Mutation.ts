import type { CallContext } from '@effect-studio/kernel/context';
import type { Agent } from '../domain/agent.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENT } from '../persistence/sql/agent-statements.ts';
import { completeTask } from '../use-cases/complete-task.ts';
import { cordonAgent, releaseAgent, uncordonAgent } from '../use-cases/cordon-agent.ts';
import { drainAgent } from '../use-cases/drain-agent.ts';
import { failTask } from '../use-cases/fail-task.ts';
import { leaseTasks } from '../use-cases/lease-tasks.ts';
import { registerAgent } from '../use-cases/register-agent.ts';
import { renewLease } from '../use-cases/renew-lease.ts';
import { reportPresence } from '../use-cases/report-presence.ts';
import { retryTask } from '../use-cases/retry-task.ts';
import { readFleets } from '../use-cases/scale-fleets.ts';
import { setFleetSize } from '../use-cases/set-fleet-size.ts';
import { setProviderConcurrency } from '../use-cases/set-provider-concurrency.ts';
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
