import type { Transaction } from '@effect-studio/kernel/database';
import { HOUR_MS, hourOf } from '../domain/shares.ts';

/** Job that shares a session's startup over its jobs. */
export const SHARE_STARTUP_JOB = 'share-startup';
/** Job that shares the idle time of a fleet's hour. */
export const SHARE_IDLE_JOB = 'share-idle-hour';

/** Facts are waited for one to two times this long, so that most shares are computed once. */
const SETTLING_MS = 5 * 60_000;

/**
 * When a share is computed that was asked for at a moment, and the name of that time. All that is asked for within
 * one stretch is computed once, after the stretch has ended: what asks while a computation runs asks for the next.
 */
function settled(moment: number): { stretch: number; dueAt: Date } {
  const stretch = Math.floor(moment / SETTLING_MS);
  return { stretch, dueAt: new Date((stretch + 2) * SETTLING_MS) };
}

/** Asks for the startup of a session to be shared; once, however often it is asked before it is done. */
export async function requestStartupShare(
  tx: Transaction,
  session: { agentId: string; startedAt: Date },
): Promise<void> {
  const startedAt = session.startedAt.toISOString();
  const { stretch, dueAt } = settled(tx.now.getTime());
  await tx.schedule({
    kind: SHARE_STARTUP_JOB,
    dedupeKey: `${SHARE_STARTUP_JOB}:${tx.call.caller.tenantId}:${session.agentId}:${startedAt}:${stretch}`,
    payload: { agentId: session.agentId, startedAt },
    dueAt,
  });
}

/**
 * Asks for a fleet's hour to be shared when it has passed, and for those after it while machines are there; at once
 * where it has long passed.
 */
export async function watchFleetHour(tx: Transaction, fleet: string, moment: Date): Promise<void> {
  const hour = hourOf(moment);
  await tx.schedule({
    kind: SHARE_IDLE_JOB,
    dedupeKey: `${SHARE_IDLE_JOB}:${tx.call.caller.tenantId}:${fleet}:${hour.toISOString()}:watch`,
    payload: { fleet, hour: hour.toISOString(), isWatching: true },
    dueAt: settled(hour.getTime() + HOUR_MS).dueAt,
  });
}

/** Asks for the idle time of a fleet's hour to be shared when it has passed. */
export async function requestIdleShare(tx: Transaction, fleet: string, moment: Date): Promise<void> {
  const hour = hourOf(moment);
  const { stretch, dueAt } = settled(Math.max(hour.getTime() + HOUR_MS, tx.now.getTime()));
  await tx.schedule({
    kind: SHARE_IDLE_JOB,
    dedupeKey: `${SHARE_IDLE_JOB}:${tx.call.caller.tenantId}:${fleet}:${hour.toISOString()}:${stretch}`,
    payload: { fleet, hour: hour.toISOString(), isWatching: false },
    dueAt,
  });
}
