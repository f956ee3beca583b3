import type { CallContext } from '@effect-studio/kernel/context';
import { notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { DEAF_AFTER_MS } from '../../domain/agent.ts';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { READ_AGENT, TOUCH_AGENTS } from '../../persistence/sql/agent-statements.ts';

export interface AgentPresence {
  __typename: 'AgentPresence';
  isDeaf: boolean;
  isWithheld: boolean;
}

/** An agent's process says that it lives. Who is not known, or was given up as lost, is told so and registers again. */
export async function reportPresence(
  ctx: CallContext,
  { agentId, freeCapacity }: { agentId: string; freeCapacity: number },
): Promise<AgentPresence | ReturnType<typeof notFound>> {
  if (!isId(agentId)) return notFound('agent', agentId);
  return ctx.db.transaction(ctx, async (tx) => {
    const agent = await tx.maybeOne<AgentRow>(READ_AGENT, [agentId]);
    if (!agent || agent.client_id !== ctx.caller.subjectId || agent.status === 'LOST') {
      return notFound('agent', agentId);
    }
    await tx.rows(TOUCH_AGENTS, [[agentId], tx.now]);
    const isWithheld =
      agent.cordoned_at !== null || agent.trust === 'QUARANTINED' || agent.status === 'DRAINING';
    const silentMs = tx.now.getTime() - (agent.last_polled_at ?? agent.registered_at).getTime();
    const isDeaf = !isWithheld && freeCapacity > 0 && silentMs >= DEAF_AFTER_MS;
    return { __typename: 'AgentPresence', isDeaf, isWithheld };
  });
}
