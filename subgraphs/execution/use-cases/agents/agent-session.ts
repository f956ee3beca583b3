import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { AgentSessionEnded, AgentSessionStarted } from '@effect-studio/schema/events/execution';
import type { AgentRow } from '../../persistence/agent-row.ts';
import {
  END_SESSION,
  LOCK_AGENT,
  READ_SESSION_BUSY,
  REVIVE_AGENT,
} from '../../persistence/sql/agent-statements.ts';
import { probeProviders } from '../providers/probe-providers.ts';

/** Announces that an agent is online; what it costs while idle counts from now. */
export async function announceSession(
  tx: Transaction,
  agent: { id: string; ownerId: string; instanceType: string } & SessionFacts,
): Promise<void> {
  await tx.emit(AgentSessionStarted, {
    aggregateId: agent.id,
    payload: {
      agentId: agent.id,
      agentOwnerId: agent.ownerId,
      instanceType: agent.instanceType,
      ...told(agent),
      startedAt: tx.now.toISOString(),
    },
  });
}

/** What a machine may have said of itself. */
interface SessionFacts {
  fleet: string | null;
  startupMs: number | null;
}

/** Nothing is made up for what was not said. */
function told({ fleet, startupMs }: SessionFacts): { fleet?: string; startupMs?: number } {
  return { ...(fleet === null ? {} : { fleet }), ...(startupMs === null ? {} : { startupMs }) };
}

/** Ends the session of a locked agent, if one is open. */
export async function endSession(
  tx: Transaction,
  agent: AgentRow,
  reason: 'drained' | 'lost' | 'revoked',
): Promise<void> {
  if (!agent.session_started_at) return;
  const { busy_ms: busyMs } = await tx.one<{ busy_ms: number }>(READ_SESSION_BUSY, [
    agent.id,
    agent.session_started_at,
  ]);
  await tx.rows(END_SESSION, [agent.id, reason === 'drained' ? 'DRAINING' : 'LOST', tx.now]);
  // A silent agent cost money until it was last heard of, as far as anybody knows.
  const endedAt = reason === 'lost' ? agent.last_seen_at : tx.now;
  await tx.emit(AgentSessionEnded, {
    aggregateId: agent.id,
    payload: {
      agentId: agent.id,
      agentOwnerId: agent.owner_id,
      instanceType: agent.instance_type,
      ...told({ fleet: agent.fleet, startupMs: agent.startup_ms }),
      startedAt: agent.session_started_at.toISOString(),
      endedAt: endedAt.toISOString(),
      busyMs,
      reason,
    },
  });
}

/** A lost agent called again: it is online, with a session of its own. */
export async function reviveAgent(tx: Transaction, agentId: string): Promise<void> {
  const agent = await tx.one<AgentRow>(LOCK_AGENT, [agentId]);
  if (agent.status !== 'LOST') return;
  await tx.rows(REVIVE_AGENT, [agentId, tx.now, newId()]);
  await announceSession(tx, {
    id: agent.id,
    ownerId: agent.owner_id,
    instanceType: agent.instance_type,
    fleet: agent.fleet,
    startupMs: null,
  });
  await probeProviders(tx);
}
