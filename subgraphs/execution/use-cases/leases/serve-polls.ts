import type { Transaction } from '@effect-studio/kernel/database';
import type { LeaseHolder } from '../../persistence/lease-row.ts';
import {
  NOTE_POLLS,
  type PollingAgentRow,
  READ_POLLING_AGENTS,
} from '../../persistence/sql/poll-statements.ts';
import { markHeard } from '../agents/find-deaf-agents.ts';
import { type GivenLease, turnStatements } from './take-turn.ts';

/** One look for work. */
export interface Poll {
  agentId: string;
  /** Machine client that asks; the agent must be its own. */
  clientId: string | null;
  /** Session in which the agent began to wait; null at its first look. */
  sessionId: string | null;
  /** Whole tasks, at least 1. */
  limit: number;
}

/** What a look found. */
export type PollAnswer =
  /** Perhaps empty: then nothing fits now and the agent may wait. Given at this moment of studio time. */
  | { kind: 'leases'; sessionId: string; leases: GivenLease[]; at: Date }
  /** It takes no more work, or the session in which it waited is over: nothing will come. */
  | { kind: 'ended' }
  /** It was given up as lost and is to be brought back first. */
  | { kind: 'lost' }
  /** No such agent of this machine, or the machine is revoked. */
  | { kind: 'unknown' };

/** What was known of an agent when it was last looked up. */
export interface Standing extends LeaseHolder {
  sessionId: string;
  /** Workflow revisions that it can run, in the order of their ids. */
  revisions: readonly Revision[];
  /** The same for all agents that can run the same. */
  offer: string;
  seenAt: Date;
}

/** A workflow in one exact form, and whose slots its leases hold. */
export interface Revision {
  id: number;
  providerId: string;
}

/** A poll is noted at most this often. */
const NOTE_EVERY_MS = 5_000;

/** Serves any number of polls in one transaction, after looking up who asks. */
export async function servePolls(
  tx: Transaction,
  polls: readonly Poll[],
): Promise<{ answer: PollAnswer; standing: Standing | null }[]> {
  const agents = await presentAgents(tx, polls);
  const served = polls.map((poll) => {
    const agent = agents.get(poll.agentId);
    const answer = answerTo(poll, agent, tx.now);
    const standing = answer.kind === 'leases' ? standingOf(agent!, answer.sessionId, tx.now) : null;
    return { poll, answer, standing };
  });
  const waiting = served.flatMap(({ poll, answer, standing }) =>
    standing && answer.kind === 'leases' ? [{ poll, standing, answer }] : [],
  );
  const turn = turnStatements(tx, { results: [], polls: waiting });
  const results: object[][] = [];
  for (const { statement, values } of turn.statements) results.push(await tx.rows(statement, values));
  const { leases } = turn.read(results);
  for (const [index, { answer }] of waiting.entries()) answer.leases.push(...leases[index]!);
  return served;
}

/** An agent that asks, and what is known of it. */
export interface StandingPoll {
  poll: Poll;
  standing: Standing;
}

async function presentAgents(tx: Transaction, polls: readonly Poll[]): Promise<Map<string, PollingAgentRow>> {
  const ids = [...new Set(polls.map(({ agentId }) => agentId))];
  const since = new Date(tx.now.getTime() - NOTE_EVERY_MS);
  const rows = await tx.rows<PollingAgentRow>(READ_POLLING_AGENTS, [ids, since]);
  for (const { id, is_deaf } of rows) if (is_deaf) await markHeard(tx, id);
  const stale = rows.filter((row) => row.is_stale && !row.is_revoked && row.status !== 'LOST');
  if (stale.length > 0) await tx.rows(NOTE_POLLS, [stale.map(({ id }) => id), tx.now]);
  return new Map(rows.map((row) => [row.id, row]));
}

function answerTo(poll: Poll, agent: PollingAgentRow | undefined, now: Date): PollAnswer {
  if (!agent || agent.client_id !== poll.clientId || agent.is_revoked) return { kind: 'unknown' };
  if (agent.status === 'LOST') return poll.sessionId ? { kind: 'ended' } : { kind: 'lost' };
  if (agent.status === 'DRAINING' || !agent.session_id) return { kind: 'ended' };
  if (poll.sessionId && poll.sessionId !== agent.session_id) return { kind: 'ended' };
  return { kind: 'leases', sessionId: agent.session_id, leases: [], at: now };
}

function standingOf(agent: PollingAgentRow, sessionId: string, now: Date): Standing {
  const revisionIds = agent.is_withheld ? [] : agent.revision_ids;
  return {
    agentId: agent.id,
    clientId: agent.client_id,
    agentOwnerId: agent.owner_id,
    agentInstanceType: agent.instance_type,
    agentFleet: agent.fleet,
    sessionId,
    revisions: revisionIds.map((id, index) => ({ id, providerId: agent.revision_providers[index]! })),
    offer: revisionIds.join(),
    seenAt: now,
  };
}
