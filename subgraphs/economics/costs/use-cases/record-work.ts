import type { Transaction } from '@effect-studio/kernel/database';
import type { Execution } from '../../executions/domain/execution.ts';
import { saveExecutions } from '../../executions/persistence/executions.ts';
import { hoursOf } from '../domain/shares.ts';
import { type AgentSession, endedSessionsAround, saveAgentSession } from '../persistence/agent-sessions.ts';
import { requestIdleShare, requestStartupShare, watchFleetHour } from '../persistence/request-shares.ts';
import { recordAttempts } from './record-attempts.ts';

/** An attempt that ended, with everything that is remembered of it. */
export type EndedExecution = Execution;

/**
 * Remembers attempts that ended and books what they cost. The idle time of the hours in which they ran will be shared,
 * and the startup of sessions that were shared without them is shared again.
 * @returns what each cost, in the order given; null while unpriced
 */
export async function recordExecutions(
  tx: Transaction,
  executions: readonly EndedExecution[],
): Promise<(bigint | null)[]> {
  const costs = await recordAttempts(tx, executions);
  // Told twice in one batch, an attempt is remembered as it was told last.
  const last = new Map(
    executions.map((execution) => [`${execution.taskId}:${execution.attempt}`, execution]),
  );
  await saveExecutions(tx, [...last.values()]);
  const late = await endedSessionsAround(
    tx,
    executions.map(({ agentId, startedAt }) => ({ agentId, at: startedAt })),
  );
  for (const session of late) await requestStartupShare(tx, session);
  const hours = new Map<string, { fleet: string; hour: Date }>();
  for (const { fleet, startedAt, endedAt } of executions) {
    for (const hour of hoursOf(startedAt, endedAt)) hours.set(`${fleet} ${hour.getTime()}`, { fleet, hour });
  }
  for (const { fleet, hour } of hours.values()) await requestIdleShare(tx, fleet, hour);
  return costs;
}

/**
 * Remembers a machine's session. Its first hour is shared when that has passed, and each shared hour asks for the next
 * while a machine is there; the end of a session asks for its own hour again, and for its startup to be shared.
 */
export async function recordSession(tx: Transaction, session: AgentSession): Promise<void> {
  const { isNew } = await saveAgentSession(tx, session);
  const { fleet, startedAt, end } = session;
  if (end === null) {
    await watchFleetHour(tx, fleet, startedAt);
    return;
  }
  const now = new Date(Math.max(tx.now.getTime(), end.at.getTime() + 1));
  // An end that is told late shortens hours that were shared as if the machine were still there.
  const hours = isNew ? hoursOf(startedAt, now) : hoursOf(end.at, now);
  for (const hour of hours) await requestIdleShare(tx, fleet, hour);
  if (session.startupMs > 0) await requestStartupShare(tx, session);
}
