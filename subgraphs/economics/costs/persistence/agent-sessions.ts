import { sql, type Transaction } from '@effect-studio/kernel/database';

/** $1 agent, $2 started, $3 owner, $4 instance type, $5 ended, $6 busy ms, $7 reason, $8 now. The end may arrive first. */
const SAVE = sql(
  'economics-agent-session-save',
  `insert into economics.agent_session (agent_id, started_at, agent_owner_id, instance_type, ended_at, busy_ms, reason, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
   on conflict (agent_id, started_at) do update set
     ended_at = coalesce(excluded.ended_at, economics.agent_session.ended_at),
     busy_ms = coalesce(excluded.busy_ms, economics.agent_session.busy_ms),
     reason = coalesce(excluded.reason, economics.agent_session.reason), updated_at = excluded.updated_at`,
);

/** The time that a machine was there for, from which idle cost is shared. */
export interface AgentSession {
  agentId: string;
  agentOwnerId: string;
  instanceType: string;
  startedAt: Date;
  end: { at: Date; busyMs: number; reason: string } | null;
}

/** Keeps a machine's session; start and end may come in any order and more than once. */
export async function saveAgentSession(tx: Transaction, session: AgentSession): Promise<void> {
  await tx.rows(SAVE, [
    session.agentId,
    session.startedAt,
    session.agentOwnerId,
    session.instanceType,
    session.end?.at ?? null,
    session.end ? Math.round(session.end.busyMs) : null,
    session.end?.reason ?? null,
    tx.now,
  ]);
}
