import type { CallContext } from '@effect-studio/kernel/context';
import { type Fleet, fleetTarget, planScaling } from '../../domain/fleet-target.ts';
import { READ_FLEETS, TRY_SCALING_LOCK } from '../../persistence/sql/fleet-statements.ts';
import { noteFleetEvent } from './fleet-events.ts';

/** What machines of a fleet are. */
export interface FleetTemplate {
  template: string;
  /** As its owner is billed. */
  instanceType: string;
  capacityKind: 'owned' | 'onDemand' | 'spot';
  /** Adapters that its agents render with. */
  runners: string[];
  /** Tasks of one agent at the same time. */
  concurrency: number;
}

/** An agent that a scaler runs. */
export interface ScaledAgent {
  fleet: string;
  /** Unique; also the agent's name in the studio. */
  name: string;
  /** It takes no more work and ends by itself. */
  isDraining: boolean;
}

/**
 * Whoever has machines to start and drain: processes on this one, or a cloud. `scale-fleets` calls it with what is to be done; it
 * decides nothing.
 */
export interface FleetScaler {
  /** Every agent that it runs now, whichever fleet it is of. */
  observe(): Promise<ScaledAgent[]>;
  /** Starts one; resolves when it is on its way. One that runs already is left alone. */
  start(agent: { fleet: string; name: string; template: FleetTemplate }): Promise<void>;
  /** Lets one finish what it has and end; resolves at once. */
  drain(name: string): Promise<void>;
}

type FleetRow = Omit<Fleet, 'nanoUsdPerHour' | 'budgetNanoUsdPerHour'> & {
  nanoUsdPerHour: string;
  budgetNanoUsdPerHour: string;
  template: FleetTemplate;
  deltas: number[];
  onlineAgents: number;
};

/** A fleet with what it is to have now. */
export interface FleetState extends Fleet {
  template: FleetTemplate;
  targetAgents: number;
  onlineAgents: number;
}

/** Fleets of the document in force and those that are being taken down. */
export async function readFleets(ctx: CallContext): Promise<FleetState[]> {
  const rows = await ctx.db.transaction(ctx, (tx) => tx.rows<FleetRow>(READ_FLEETS, [tx.now]));
  return rows.map(({ deltas, ...row }) => {
    const fleet = {
      ...row,
      nanoUsdPerHour: BigInt(row.nanoUsdPerHour),
      budgetNanoUsdPerHour: BigInt(row.budgetNanoUsdPerHour),
    };
    return { ...fleet, targetAgents: fleet.isScaled ? fleetTarget(fleet, deltas) : fleet.onlineAgents };
  });
}

/**
 * Brings every scaled fleet to its target through a scaler: starts what is missing, drains what is too much, and agents of fleets
 * that are not scaled or not there any more. Of several processes one does it at a time.
 * @returns what was done
 */
export async function scaleFleets(
  ctx: CallContext,
  scaler: FleetScaler,
): Promise<{ started: string[]; drained: string[] }> {
  const fleets = await readFleets(ctx);
  return ctx.db.transaction(ctx, async (tx) => {
    const done = { started: [] as string[], drained: [] as string[] };
    if ((await tx.maybeOne(TRY_SCALING_LOCK)) === null) return done;
    const observed = Map.groupBy(await scaler.observe(), ({ fleet }) => fleet);
    for (const name of new Set([...observed.keys(), ...fleets.map((fleet) => fleet.name)])) {
      const fleet = fleets.find((one) => one.name === name);
      const agents = observed.get(name) ?? [];
      const names = (isDraining: boolean) =>
        agents.filter((one) => one.isDraining === isDraining).map((one) => one.name);
      const target = fleet?.isScaled ? fleet.targetAgents : 0;
      const plan = planScaling(name, names(false), names(true), target);
      for (const agent of plan.start) {
        await scaler.start({ fleet: name, name: agent, template: fleet!.template });
        await noteFleetEvent(tx, { fleet: name, kind: 'AGENT_STARTED', agents: 1, agentName: agent });
      }
      for (const agent of plan.drain) {
        await scaler.drain(agent);
        await noteFleetEvent(tx, { fleet: name, kind: 'AGENT_DRAINED', agents: 1, agentName: agent });
      }
      done.started.push(...plan.start);
      done.drained.push(...plan.drain);
    }
    return done;
  });
}
