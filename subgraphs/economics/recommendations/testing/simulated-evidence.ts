import { type Random, seededRandom } from '../../statistics/seeded-random.ts';
import type { ArmRow, Evidence, FleetDay, RevenueRow } from '../domain/evidence.ts';

/** One provider of a simulated history. */
export interface SimulatedProvider {
  id: string;
  costPerUnit: number;
  quality: number;
  failureShare: number;
}

export interface SimulatedWorld {
  seed: string;
  providers: readonly SimulatedProvider[];
  effects: readonly string[];
  people: number;
  runsPerPerson: number;
  /** Spread between people, which clusters their executions. */
  personSpread: number;
  costPerRun?: number;
  fleetDays?: readonly FleetDay[];
}

/** History in which every run gives the same input to every provider and the first one wins. */
export function simulateEvidence(world: SimulatedWorld): Evidence {
  const random = seededRandom(world.seed);
  const arms: ArmRow[] = [];
  const revenue: RevenueRow[] = [];
  for (const effectTypeId of world.effects) {
    for (let person = 0; person < world.people; person += 1) {
      const cluster = `person-${person}`;
      const runs = 1 + Math.floor(random() * 2 * world.runsPerPerson);
      const habit = Math.exp(world.personSpread * normal(random));
      world.providers.forEach((provider, index) => {
        for (const isRecent of [false, true]) {
          arms.push(
            armRow(random, {
              effectTypeId,
              cluster,
              provider,
              isRecent,
              habit,
              isFirst: index === 0,
              runs: Math.ceil(runs / 2),
            }),
          );
        }
      });
      revenue.push({
        effectTypeId,
        providerId: world.providers[0]!.id,
        cluster,
        chargedRuns: runs,
        refundedRuns: 0,
        revenueNanoUsd: runs * 20e6,
        costNanoUsd: runs * (world.costPerRun ?? 1e6) * habit,
      });
    }
  }
  return {
    days: 28,
    arms,
    revenue,
    fleetDays: world.fleetDays ?? [],
    price: { runPriceTokens: 20, tokenRateNanoUsd: 1e6, effects: [] },
    priceChanges: [],
  };
}

function armRow(
  random: Random,
  leg: {
    effectTypeId: string;
    cluster: string;
    provider: SimulatedProvider;
    isRecent: boolean;
    habit: number;
    isFirst: boolean;
    runs: number;
  },
): ArmRow {
  const { effectTypeId, cluster, provider, isRecent, habit, isFirst, runs } = leg;
  const row: ArmRow = {
    source: 'USER_RUNS',
    effectTypeId,
    providerId: provider.id,
    workflowId: `${effectTypeId}-${provider.id}`,
    fleet: 'default',
    instanceType: 'cpu',
    cluster,
    isRecent,
    attempts: 0,
    deliveredUnits: 0,
    deliveredUnitsSquared: 0,
    costNanoUsd: 0,
    judged: 0,
    quality: 0,
    unpriced: 0,
    volumeUnits: 0,
  };
  for (let run = 0; run < runs; run += 1) {
    const units = 0.5 + random();
    row.attempts += 1;
    row.costNanoUsd += units * provider.costPerUnit * habit * Math.exp(0.3 * normal(random));
    row.volumeUnits += isFirst ? 4 * units : units;
    if (random() < provider.failureShare) continue;
    row.deliveredUnits += units;
    row.deliveredUnitsSquared += units * units;
    row.judged += 1;
    row.quality += Math.min(1, Math.max(0, provider.quality + 0.08 * normal(random)));
  }
  return row;
}

/** Standard normal by Box and Muller (1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
