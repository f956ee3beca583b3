import type { AgentResolvers } from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENT } from '../persistence/sql/agent-statements.ts';

export const Agent: AgentResolvers = {
  __resolveReference: async ({ id }, ctx) => {
    // Agents are shown to admins and the platform only; a reference must not open another way.
    if (ctx.caller.kind !== 'system' && !ctx.caller.scopes.includes('admin')) return null;
    const row = await ctx.db.transaction(ctx, (tx) => tx.maybeOne<AgentRow>(READ_AGENT, [id]));
    // No row-level security here: machines of one tenant do the work of all.
    return row && row.tenant_id === ctx.caller.tenantId ? toAgent(row) : null;
  },
};
