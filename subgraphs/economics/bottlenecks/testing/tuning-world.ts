import { BUCKET_MS } from '../../detection/domain/bucket-facts.ts';
import type { Subject } from '../../detection/domain/subject.ts';
import { foldBuckets, type WorldAttempt, type WorldSession } from '../../detection/testing/fold-buckets.ts';
import { normalDraw } from '../../statistics/draws.ts';
import { type Random, seededRandom } from '../../statistics/seeded-random.ts';
import type { BottleneckClass } from '../domain/bottleneck.ts';
import { between, pick, planFaults } from './plan-faults.ts';
import type { InjectedFault, World, WorldGenerator } from './world.ts';

/*
 * The world that limits were tuned on: demand is a sine, times are log-normal, and the wait for a machine comes
 * from a formula. `test-world.ts` is another one, by other means; nothing is tuned on it.
 */

const START = Date.UTC(2026, 0, 5);
const PROVIDERS = ['amber', 'birch', 'cedar'] as const;
const FLEETS = ['north', 'south'] as const;
const WORKFLOWS = ['grade', 'grain', 'bloom', 'restyle', 'upscale', 'relight'] as const;
const OWNERS = ['owner-1', 'owner-2', 'owner-3'] as const;

/** Where each provider's work is done. */
const FLEETS_OF: Readonly<Record<string, readonly string[]>> = {
  amber: ['north'],
  birch: ['north', 'south'],
  cedar: ['south'],
};

export const tuningWorld: WorldGenerator = (seed, { hasFaults, days }): World => {
  const random = seededRandom(`tuning-${seed}`);
  const warmUp = 4 * 96;
  const faults = hasFaults
    ? planFaults(
        random,
        { firstAt: warmUp + 20, lengthBuckets: [12, 32], quietBuckets: [40, 70], overlapShare: 0.15 },
        (kind) => subjectOf(kind, random),
      )
    : [];
  const count = hasFaults ? Math.max(...faults.map(({ to }) => to)) + 24 : warmUp + days * 96;
  const record = new TuningRecord(random, faults, count);
  return { seed, warmUp, faults, buckets: foldBuckets(record, START, count) };
};

function subjectOf(kind: BottleneckClass, random: Random): Subject {
  switch (kind) {
    case 'PROVIDER_API_THROTTLING':
    case 'PROVIDER_LATENCY_DEGRADATION':
      return { kind: 'PROVIDER', id: pick(random, PROVIDERS) };
    case 'WORKFLOW_INEFFICIENCY':
      return { kind: 'WORKFLOW', id: pick(random, WORKFLOWS) };
    case 'TOKEN_DEPLETION_RISK':
      return { kind: 'OWNER', id: pick(random, OWNERS) };
    default:
      return { kind: 'FLEET', id: pick(random, FLEETS) };
  }
}

interface Demand {
  base: number;
  amplitude: number;
  phase: number;
  growthPerDay: number;
}

class TuningRecord {
  readonly attempts: WorldAttempt[] = [];
  readonly sessions: WorldSession[] = [];
  readonly #random: Random;
  readonly #faults: readonly InjectedFault[];
  readonly #severity = new Map<InjectedFault, number>();
  readonly #hoursLeft: number[][] = [];

  constructor(random: Random, faults: readonly InjectedFault[], count: number) {
    this.#random = random;
    this.#faults = faults;
    for (const fault of faults) this.#severity.set(fault, severityOf(fault.bottleneckClass, random));
    const demand: Demand = {
      base: between(random, 8, 60),
      amplitude: between(random, 0.3, 0.6),
      phase: random() * 96,
      growthPerDay: between(random, 0, 0.02),
    };
    const mix = WORKFLOWS.map(() => between(random, 0.5, 1.5));
    const speed = new Map(PROVIDERS.map((id) => [id as string, between(random, 0.7, 1.4)]));
    const work = new Map(WORKFLOWS.map((id) => [id as string, between(random, 4_000, 20_000)]));
    let burst = 0;
    for (let index = 0; index < count; index += 1) {
      if (random() < 0.01) burst = 1 + Math.floor(random() * 3);
      const season = 1 + demand.amplitude * Math.sin((2 * Math.PI * (index - demand.phase)) / 96);
      const rate = demand.base * season * (1 + (demand.growthPerDay * index) / 96) * (burst > 0 ? 1.8 : 1);
      burst = Math.max(0, burst - 1);
      this.#bucket(index, rate, mix, speed, work);
    }
  }

  walletsAt = (start: number) => {
    const index = Math.round((start - START) / BUCKET_MS);
    return OWNERS.map((ownerId, place) => {
      const hours = this.#hoursLeft[index]?.[place] ?? 200;
      return { ownerId, availableTokens: Math.round(hours * 10), tokensPerDay: 240 };
    });
  };

  #active(index: number, kind: BottleneckClass, id: string): number | null {
    const fault = this.#faults.find(
      (one) => one.bottleneckClass === kind && one.subject.id === id && index >= one.from && index < one.to,
    );
    if (!fault) return null;
    // Half of the faults come on slowly.
    const severity = this.#severity.get(fault)!;
    const isSlow = Math.round(severity * 1_000) % 2 === 0;
    const share = isSlow ? Math.min(1, (index - fault.from + 1) / 6) : 1;
    return 1 + (severity - 1) * share;
  }

  #bucket(
    index: number,
    rate: number,
    mix: readonly number[],
    speed: ReadonlyMap<string, number>,
    work: ReadonlyMap<string, number>,
  ): void {
    const random = this.#random;
    const start = START + index * BUCKET_MS;
    this.#hoursLeft.push(
      OWNERS.map((id) => {
        const severity = this.#active(index, 'TOKEN_DEPLETION_RISK', id);
        return severity === null ? between(random, 60, 400) : 24 / severity;
      }),
    );
    const jobs: { fleet: string; providerId: string; workflowId: string }[] = [];
    const mixSum = mix.reduce((sum, one) => sum + one, 0);
    for (const [place, workflowId] of WORKFLOWS.entries()) {
      const amount = poisson(random, (rate * mix[place]!) / mixSum);
      for (let job = 0; job < amount; job += 1) {
        const providerId = pick(random, PROVIDERS);
        jobs.push({ workflowId, providerId, fleet: pick(random, FLEETS_OF[providerId]!) });
      }
    }
    for (const fleet of FLEETS)
      this.#fleet(
        index,
        start,
        fleet,
        jobs.filter((job) => job.fleet === fleet),
        speed,
        work,
      );
  }

  #fleet(
    index: number,
    start: number,
    fleet: string,
    jobs: readonly { providerId: string; workflowId: string }[],
    speed: ReadonlyMap<string, number>,
    work: ReadonlyMap<string, number>,
  ): void {
    const random = this.#random;
    const machines = 6;
    const cold = this.#active(index, 'COLD_START_PENALTY', fleet);
    const saturated = this.#active(index, 'GPU_SATURATION', fleet);
    const durations = jobs.map(({ providerId, workflowId }) => {
      const slow =
        (this.#active(index, 'PROVIDER_LATENCY_DEGRADATION', providerId) ?? 1) *
        (this.#active(index, 'WORKFLOW_INEFFICIENCY', workflowId) ?? 1);
      const units = Math.round(1_000 * Math.exp(0.3 * normalDraw(random)));
      const noise = Math.exp(0.25 * normalDraw(random));
      return {
        units,
        busyMs: (units / 1_000) * work.get(workflowId)! * speed.get(providerId)! * slow * noise,
      };
    });
    const load = durations.reduce((sum, one) => sum + one.busyMs, 0) / (machines * BUCKET_MS);
    const natural = Math.min(0.85, load);
    const utilisation = saturated === null ? natural : Math.min(1, 0.9 + 0.1 * (saturated - 1));
    // Sakasegawa's approximation of the wait in a queue with several servers, in units of one service.
    const meanBusy =
      durations.length === 0 ? 0 : durations.reduce((sum, one) => sum + one.busyMs, 0) / durations.length;
    const calm =
      utilisation ** (Math.sqrt(2 * (machines + 1)) - 1) / (machines * (1 - Math.min(0.97, utilisation)));
    const wait = meanBusy * calm * (saturated === null ? 1 : 2 * saturated);
    // Machine time that makes the formula's utilisation of the work that there is; cold machines come and go.
    const onlineMs = Math.min(
      machines * BUCKET_MS,
      (load * machines * BUCKET_MS) / Math.max(0.05, utilisation),
    );
    for (let machine = 0; machine < machines; machine += 1) {
      const startedAt = cold === null ? start - 1 : start + machine * 1_000;
      const endedAt = Math.min(start + BUCKET_MS, startedAt + onlineMs / machines);
      this.sessions.push({ fleet, startedAt, endedAt });
    }
    for (const [place, job] of jobs.entries()) {
      const { units, busyMs } = durations[place]!;
      const throttle = this.#active(index, 'PROVIDER_API_THROTTLING', job.providerId);
      const isThrottled = random() < (throttle === null ? 0.004 : Math.min(0.8, 0.12 * throttle));
      const throttledMs = isThrottled ? Math.round(between(random, 500, 5_000)) : 0;
      const startupMs =
        random() < (cold === null ? 0.02 : 0.7) ? Math.round(between(random, 2_000, 8_000) * (cold ?? 1)) : 0;
      const endedAt = start + random() * (BUCKET_MS - 1);
      this.attempts.push({
        ...job,
        fleet,
        hasFailed: random() < 0.015,
        isThrottled,
        throttledMs,
        milliUnits: units,
        busyMs: Math.round(busyMs + throttledMs),
        startupMs,
        queueWaitMs: Math.round(wait * -Math.log(1 - random())),
        costNanoUsd: BigInt(Math.round((busyMs + startupMs) * 250)),
        startedAt: endedAt - busyMs - startupMs - throttledMs,
        endedAt,
      });
    }
  }
}

function severityOf(kind: BottleneckClass, random: Random): number {
  switch (kind) {
    case 'PROVIDER_LATENCY_DEGRADATION':
    case 'WORKFLOW_INEFFICIENCY':
      return between(random, 1.35, 3);
    case 'PROVIDER_API_THROTTLING':
      return between(random, 1.3, 4);
    case 'COLD_START_PENALTY':
      return between(random, 1.5, 4);
    case 'GPU_SATURATION':
      return between(random, 1.3, 2);
    default:
      return between(random, 1.2, 6);
  }
}

/** Knuth's method; fine for the small means here. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}
