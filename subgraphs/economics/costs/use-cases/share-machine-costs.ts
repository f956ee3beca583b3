import type { Transaction } from '@effect-studio/kernel/database';
import type { Execution } from '../../executions/domain/execution.ts';
import { executionsBetween } from '../../executions/persistence/read-executions.ts';
import { machineRate } from '../../rate-card/domain/rate-card.ts';
import { rateCardAsOf } from '../../rate-card/persistence/rate-cards.ts';
import { HOUR_MS, type SharedCost, shareIdleHour, shareStartup } from '../domain/shares.ts';
import { agentSession, sessionsOfFleet } from '../persistence/agent-sessions.ts';
import { alertUnpriced } from './alert-unpriced.ts';
import { bookShares } from './book-shares.ts';

/** What is to be booked for one shared cost, and which machines have no rate. */
export interface ShareComputation {
  shared: SharedCost<Execution>;
  rateCardVersion: number | null;
  instanceTypes: string[];
  unratedInstanceTypes: string[];
}

/** Computes, from sessions and attempts, how the startup of a session is shared; null when there is no such session. */
export async function computeStartupShare(
  tx: Transaction,
  agentId: string,
  startedAt: Date,
): Promise<(ShareComputation & { fleet: string }) | null> {
  const session = await agentSession(tx, agentId, startedAt);
  if (!session) return null;
  const card = await rateCardAsOf(tx, startedAt);
  const rate = machineRate(card, session.instanceType);
  const jobs = (await executionsBetween(tx, startedAt, session.end?.at ?? tx.now)).filter(
    (job) => job.agentId === agentId && job.startedAt >= startedAt,
  );
  return {
    fleet: session.fleet,
    shared: shareStartup({ startupMs: session.startupMs, nanoUsdPerHour: rate }, jobs),
    rateCardVersion: card?.version ?? null,
    instanceTypes: [session.instanceType],
    unratedInstanceTypes: rate === null ? [session.instanceType] : [],
  };
}

/** Computes, from sessions and attempts, how the idle time of a fleet's hour is shared. */
export async function computeIdleShare(
  tx: Transaction,
  fleet: string,
  hour: Date,
): Promise<ShareComputation & { hasOpenSessions: boolean }> {
  const end = new Date(hour.getTime() + HOUR_MS);
  const sessions = await sessionsOfFleet(tx, fleet, hour, end);
  // Prices of the hour are those of its end, so that a card which begins within it holds for the whole.
  const card = await rateCardAsOf(tx, new Date(end.getTime() - 1));
  const jobs = (await executionsBetween(tx, hour, end)).filter((job) => job.fleet === fleet);
  const machines = sessions.map((session) => ({
    agentId: session.agentId,
    startedAt: session.startedAt,
    endedAt: session.end?.at ?? null,
    nanoUsdPerHour: machineRate(card, session.instanceType),
  }));
  const instanceTypes = [...new Set(sessions.map(({ instanceType }) => instanceType))].sort();
  return {
    shared: shareIdleHour(hour, machines, jobs),
    rateCardVersion: card?.version ?? null,
    instanceTypes,
    unratedInstanceTypes: instanceTypes.filter((type) => machineRate(card, type) === null),
    hasOpenSessions: sessions.some(({ end: ended }) => !ended || ended.at >= end),
  };
}

/** Shares the startup of a session over its jobs, again when they changed. */
export async function shareSessionStartup(tx: Transaction, agentId: string, startedAt: Date): Promise<void> {
  const computed = await computeStartupShare(tx, agentId, startedAt);
  if (!computed) return;
  await bookShares(
    tx,
    {
      component: 'STARTUP',
      sourceKind: 'SESSION',
      sourceId: sessionSourceId(agentId, startedAt),
      fleet: computed.fleet,
      at: startedAt,
      momentOf: (job) => job.endedAt,
      rateCardVersion: computed.rateCardVersion,
      instanceType: computed.instanceTypes.join('+'),
    },
    computed.shared,
  );
  await tellUnrated(tx, computed);
}

/**
 * Shares the idle time of a fleet's hour over its jobs, again when they changed.
 * @returns whether machines were still there at its end
 */
export async function shareFleetHour(
  tx: Transaction,
  fleet: string,
  hour: Date,
): Promise<{ hasOpenSessions: boolean }> {
  const computed = await computeIdleShare(tx, fleet, hour);
  const lastMoment = new Date(hour.getTime() + HOUR_MS - 1);
  await bookShares(
    tx,
    {
      component: 'IDLE',
      sourceKind: 'FLEET_HOUR',
      sourceId: fleetHourSourceId(fleet, hour),
      fleet,
      at: lastMoment,
      // An attempt that ends in a later hour bears this hour's share in this hour.
      momentOf: (job) => (job.endedAt > lastMoment ? lastMoment : job.endedAt),
      rateCardVersion: computed.rateCardVersion,
      instanceType: computed.instanceTypes.join('+'),
    },
    computed.shared,
  );
  await tellUnrated(tx, computed);
  return { hasOpenSessions: computed.hasOpenSessions };
}

export const sessionSourceId = (agentId: string, startedAt: Date): string =>
  `${agentId}/${startedAt.toISOString()}`;
export const fleetHourSourceId = (fleet: string, hour: Date): string => `${fleet}/${hour.toISOString()}`;

async function tellUnrated(tx: Transaction, computed: ShareComputation): Promise<void> {
  if (computed.shared.wholeNanoUsd !== null) return;
  for (const type of computed.unratedInstanceTypes) {
    await alertUnpriced(tx, type, computed.rateCardVersion ?? 0);
  }
}
