import type { CallContext } from '@effect-studio/kernel/context';
import type { Agent } from '../domain/agent.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENT } from '../persistence/sql/agent-statements.ts';
import { completeTask } from '../use-cases/complete-task.ts';
import { drainAgent } from '../use-cases/drain-agent.ts';
import { failTask } from '../use-cases/fail-task.ts';
import { leaseTasks } from '../use-cases/lease-tasks.ts';
import { registerAgent } from '../use-cases/register-agent.ts';
import { renewLease } from '../use-cases/renew-lease.ts';

async function loadAgent(ctx: CallContext, id: string): Promise<Agent & { __typename: 'Agent' }> {
  const row = await ctx.db.transaction(ctx, (tx) => tx.one<AgentRow>(READ_AGENT, [id]));
  return { __typename: 'Agent', ...toAgent(row) };
}

/** A machine cannot have worked for a negative time. */
const notNegative = (busyMs: number): number => Math.max(0, busyMs);

export const Mutation: MutationResolvers = {
  registerAgent: async (_parent, { input }, ctx) => {
    const result = await registerAgent(ctx, input);
    return result.__typename === 'Agent' ? loadAgent(ctx, result.id) : result;
  },
  leaseTasks: (_parent, { input }, ctx) => leaseTasks(ctx, input),
  renewLease: (_parent, { input }, ctx) => renewLease(ctx, input),
  completeTask: (_parent, { input }, ctx) =>
    completeTask(ctx, { ...input, busyMs: notNegative(input.busyMs) }),
  failTask: (_parent, { input }, ctx) => failTask(ctx, { ...input, busyMs: notNegative(input.busyMs) }),
  drainAgent: async (_parent, { input }, ctx) => {
    const result = await drainAgent(ctx, input);
    return result.__typename === 'Agent' ? loadAgent(ctx, result.id) : result;
  },
};
