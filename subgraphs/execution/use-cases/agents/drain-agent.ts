import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { LOCK_AGENT, SET_AGENT_STATUS } from '../../persistence/sql/agent-statements.ts';
import { probeProviders } from '../providers/probe-providers.ts';
import { endSession } from './agent-session.ts';

/** Gives an agent no more work; leases that it holds may still be completed. Its session ends with the last of them. */
export async function drainAgent(
  ctx: CallContext,
  input: { agentId: string; idempotencyKey: string },
): Promise<{ __typename: 'Agent'; id: string } | ReturnType<typeof notFound> | IdempotencyConflict> {
  if (!isId(input.agentId)) return notFound('agent', input.agentId);
  const { idempotencyKey, agentId } = input;
  return idempotent(
    ctx,
    { operation: 'drainAgent', key: idempotencyKey, payload: { agentId } },
    async (tx) => {
      const agent = await tx.maybeOne<AgentRow>(LOCK_AGENT, [agentId]);
      if (!agent || agent.client_id !== ctx.caller.subjectId) return notFound('agent', agentId);
      await tx.rows(SET_AGENT_STATUS, [agentId, 'DRAINING', tx.now]);
      if (agent.lease_count === 0) await endSession(tx, agent, 'drained');
      await probeProviders(tx);
      return { __typename: 'Agent' as const, id: agentId };
    },
  );
}
