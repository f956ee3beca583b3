import { sql, type Transaction } from '@effect-studio/kernel/database';

/**
 * $1 agent, $2 started, $3 owner, $4 instance type, $5 ended, $6 busy ms, $7 reason, $8 now, $9 tenant, $10 fleet,
 * $11 startup ms. The end may arrive first. `is_new` tells whether this was the first that was heard of it.
 */
const SAVE = sql(
  'economics-agent-session-save',
  `insert into economics.agent_session (agent_id, started_at, agent_owner_id, instance_type, ended_at, busy_ms, reason,
     created_at, updated_at, tenant_id, fleet, startup_ms)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)
   on conflict (agent_id, started_at) do update set
     ended_at = coalesce(excluded.ended_at, economics.agent_session.ended_at),
     busy_ms = coalesce(excluded.busy_ms, economics.agent_session.busy_ms),
     reason = coalesce(excluded.reason, economics.agent_session.reason),
     startup_ms = greatest(excluded.startup_ms, economics.agent_session.startup_ms), updated_at = excluded.updated_at
   returning (xmax = 0) as is_new`,
);
const COLUMNS =
  'agent_id, started_at, agent_owner_id, instance_type, fleet, startup_ms, ended_at, busy_ms, reason';
/** $1 tenant, $2 fleet, $3 from, $4 to. Sessions of the fleet that were there at any time in between. */
const OF_FLEET = sql(
  'economics-agent-sessions-of-fleet',
  `select ${COLUMNS} from economics.agent_session
   where tenant_id = $1 and fleet = $2 and started_at < $4 and (ended_at is null or ended_at > $3)
   order by agent_id, started_at`,
);
/** $1 agent, $2 started. */
const ONE = sql(
  'economics-agent-session',
  `select ${COLUMNS} from economics.agent_session where agent_id = $1 and started_at = $2`,
);
/** $1 agents, $2 moments: the sessions with a startup to share in which each agent was at its moment, if they ended. */
const ENDED_AROUND = sql(
  'economics-agent-sessions-ended-around',
  `select distinct s.agent_id, s.started_at from unnest($1::uuid[], $2::timestamptz[]) u (agent_id, moment)
   join economics.agent_session s on s.agent_id = u.agent_id and s.started_at <= u.moment and s.ended_at >= u.moment
   where s.startup_ms > 0`,
);

/** The time that a machine was there for, from which startup and idle cost are shared. */
export interface AgentSession {
  agentId: string;
  agentOwnerId: string;
  instanceType: string;
  fleet: string;
  startedAt: Date;
  /** Milliseconds before `startedAt` in which the machine got ready. */
  startupMs: number;
  end: { at: Date; busyMs: number; reason: string } | null;
}

interface SessionRow {
  agent_id: string;
  started_at: Date;
  agent_owner_id: string;
  instance_type: string;
  fleet: string;
  startup_ms: string;
  ended_at: Date | null;
  busy_ms: string | null;
  reason: string | null;
}

const toSession = (row: SessionRow): AgentSession => ({
  agentId: row.agent_id,
  agentOwnerId: row.agent_owner_id,
  instanceType: row.instance_type,
  fleet: row.fleet,
  startedAt: row.started_at,
  startupMs: Number(row.startup_ms),
  end: row.ended_at && { at: row.ended_at, busyMs: Number(row.busy_ms ?? 0), reason: row.reason ?? '' },
});

/** Keeps a machine's session; start and end may come in any order and more than once. @returns whether it is news */
export async function saveAgentSession(tx: Transaction, session: AgentSession): Promise<{ isNew: boolean }> {
  const { is_new } = await tx.one<{ is_new: boolean }>(SAVE, [
    session.agentId,
    session.startedAt,
    session.agentOwnerId,
    session.instanceType,
    session.end?.at ?? null,
    session.end ? Math.round(session.end.busyMs) : null,
    session.end?.reason ?? null,
    tx.now,
    tx.call.caller.tenantId,
    session.fleet,
    Math.round(session.startupMs),
  ]);
  return { isNew: is_new };
}

/** Machines of the fleet that were there at any time from `from` until before `to`, by agent and start. */
export async function sessionsOfFleet(
  tx: Transaction,
  fleet: string,
  from: Date,
  to: Date,
): Promise<AgentSession[]> {
  const rows = await tx.rows<SessionRow>(OF_FLEET, [tx.call.caller.tenantId, fleet, from, to]);
  return rows.map(toSession);
}

/** One session; null when it is not known here. */
export async function agentSession(
  tx: Transaction,
  agentId: string,
  startedAt: Date,
): Promise<AgentSession | null> {
  const row = await tx.maybeOne<SessionRow>(ONE, [agentId, startedAt]);
  return row && toSession(row);
}

/** Ended sessions with a startup to share in which these agents worked at these moments. */
export async function endedSessionsAround(
  tx: Transaction,
  work: readonly { agentId: string; at: Date }[],
): Promise<{ agentId: string; startedAt: Date }[]> {
  const rows = await tx.rows<{ agent_id: string; started_at: Date }>(ENDED_AROUND, [
    work.map(({ agentId }) => agentId),
    work.map(({ at }) => at),
  ]);
  return rows.map((row) => ({ agentId: row.agent_id, startedAt: row.started_at }));
}
