import type { Transaction } from '@effect-studio/kernel/database';
import { DEAF_AFTER_MS, LOST_AFTER_MS } from '../../domain/agent.ts';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { LOCK_AGENT } from '../../persistence/sql/agent-statements.ts';
import { DEAF_AGENTS, SET_DEAF } from '../../persistence/sql/care-statements.ts';
import { tellCondition } from './tell-condition.ts';

/** Agents that are heard of and have room but ask for no work. */
export function deafAgents(tx: Transaction): Promise<{ id: string; tenant_id: string }[]> {
  const now = tx.now.getTime();
  return tx.rows(DEAF_AGENTS, [new Date(now - DEAF_AFTER_MS), new Date(now - LOST_AFTER_MS)]);
}

/** Notes that an agent is deaf. It keeps the leases that it renews; its providers do not count on it. */
export async function markDeaf(tx: Transaction, agentId: string): Promise<void> {
  const agent = await tx.one<AgentRow>(LOCK_AGENT, [agentId]);
  const lastPolledAt = agent.last_polled_at ?? agent.registered_at;
  if (agent.deaf_since || tx.now.getTime() - lastPolledAt.getTime() < DEAF_AFTER_MS) return;
  await tx.rows(SET_DEAF, [agentId, tx.now, tx.now]);
  const reason = `It is heard of and has room, but has not asked for work since ${lastPolledAt.toISOString()}.`;
  await tellCondition(tx, agent, 'DEAF', reason);
  const { actionLog, correlationId } = tx.call;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'AGENT_DEAF',
      correlationId,
      tenantId: agent.tenant_id,
      message: `Agent ${agent.name} is deaf. ${reason}`,
      economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: agent.lease_count },
      operatorAction: {
        classification: 'AGENT_DEAF',
        urgency: 'ACT_TODAY',
        suggestedAction: 'Start the agent anew; its log says where its loop stands.',
        autoActionTaken: 'It does not count as a machine of its providers. Leases that it renews go on.',
        escalationChain: ['machine owner', 'operator'],
        runbook: 'agents.md',
      },
    }),
  );
}

/** A deaf agent asks again. */
export async function markHeard(tx: Transaction, agentId: string): Promise<void> {
  const agent = await tx.one<AgentRow>(LOCK_AGENT, [agentId]);
  if (!agent.deaf_since) return;
  await tx.rows(SET_DEAF, [agentId, null, tx.now]);
  await tellCondition(tx, agent, 'HEARD', 'It asks for work again.');
}
