import type { QueryResolvers } from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENTS } from '../persistence/sql/agent-statements.ts';
import { ELIGIBLE_AGENTS } from '../persistence/sql/revision-statements.ts';
import { READ_GIVEN_UP } from '../persistence/sql/workload-statements.ts';
import type { GivenUpRow } from '../persistence/workload-rows.ts';
import { readFleetEvents } from '../use-cases/fleets/fleet-events.ts';
import { readFleets } from '../use-cases/fleets/scale-fleets.ts';
import { loadAgent } from './Agent.ts';
import { decodeCursor, encodeCursor } from './given-up-cursor.ts';
import { loadTask } from './load-task.ts';
import { readWorkload } from './read-workload.ts';

const MOST_GIVEN_UP = 100;

export const Query: QueryResolvers = {
  task: (_parent, { id }, ctx) => loadTask(ctx, id),
  agents: (_parent, _args, ctx) =>
    ctx.db.transaction(ctx, async (tx) =>
      (await tx.rows<AgentRow>(READ_AGENTS, [ctx.caller.tenantId])).map(toAgent),
    ),
  agent: (_parent, { id }, ctx) => loadAgent(ctx, id),
  eligibleAgents: async (_parent, { workflowId, digest }, ctx) => {
    const values = [ctx.caller.tenantId, workflowId, digest ?? null];
    const rows = await ctx.db.transaction(ctx, (tx) => tx.rows<{ id: string }>(ELIGIBLE_AGENTS, values));
    const agents = await Promise.all(rows.map(({ id }) => loadAgent(ctx, id)));
    return agents.filter((agent) => agent !== null);
  },
  fleets: (_parent, _args, ctx) => readFleets(ctx),
  fleetEvents: (_parent, { fleet, first }, ctx) => readFleetEvents(ctx, { fleet: fleet ?? null, first }),
  workload: (_parent, { minutes }, ctx) => readWorkload(ctx, minutes),
  givenUpTasks: async (_parent, { first, after }, ctx) => {
    const limit = Math.min(MOST_GIVEN_UP, Math.max(1, first));
    const from = decodeCursor(after ?? null);
    const rows = await ctx.db.transaction(ctx, (tx) =>
      tx.rows<GivenUpRow>(READ_GIVEN_UP, [from?.at ?? null, from?.taskId ?? null, limit + 1]),
    );
    const edges = rows.slice(0, limit).map((node) => ({ cursor: encodeCursor(node), node }));
    return {
      edges,
      pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > limit },
    };
  },
};
