import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { INSERT_FLEET_EVENT, READ_FLEET_EVENTS } from '../../persistence/sql/fleet-statements.ts';

/** Something that happened to the size of a fleet. */
export interface FleetEvent {
  id: string;
  fleet: string;
  kind: 'SIZE_SET' | 'ENGINE_ADDED' | 'ENGINE_REVERTED' | 'AGENT_STARTED' | 'AGENT_DRAINED';
  /** Agents that it is to have, or that came or went. */
  agents: number;
  agentName: string | null;
  /** Null: the studio. */
  causedById: string | null;
  at: Date;
}

const MOST = 200;

/** Keeps what happened, within the transaction in which it did. */
export async function noteFleetEvent(
  tx: Transaction,
  event: Pick<FleetEvent, 'fleet' | 'kind' | 'agents'> &
    Partial<Pick<FleetEvent, 'agentName' | 'causedById'>>,
): Promise<void> {
  const { fleet, kind, agents, agentName = null, causedById = null } = event;
  await tx.rows(INSERT_FLEET_EVENT, [fleet, kind, agents, agentName, causedById, tx.now]);
}

/** @param input.fleet null: of all @param input.first 1 to 200 @returns newest first */
export async function readFleetEvents(
  ctx: CallContext,
  { fleet, first }: { fleet: string | null; first: number },
): Promise<FleetEvent[]> {
  const most = Math.min(MOST, Math.max(1, first));
  return ctx.db.transaction(ctx, (tx) => tx.rows<FleetEvent>(READ_FLEET_EVENTS, [fleet, most]));
}
