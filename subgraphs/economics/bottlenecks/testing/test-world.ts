import { BUCKET_MS, type WalletFacts } from '../../detection/domain/bucket-facts.ts';
import type { Subject } from '../../detection/domain/subject.ts';
import { foldBuckets, type WorldAttempt, type WorldSession } from '../../detection/testing/fold-buckets.ts';
import { gammaDraw } from '../../statistics/draws.ts';
import { type Random, seededRandom } from '../../statistics/seeded-random.ts';
import type { BottleneckClass } from '../domain/bottleneck.ts';
import { MachinePool } from './machine-pool.ts';
import { between, pick, planFaults } from './plan-faults.ts';
import { RateLimit } from './rate-limit.ts';
import type { InjectedFault, World, WorldGenerator } from './world.ts';

/*
 * The world that detection is judged on, and nothing is tuned on: jobs arrive one by one, stand in line for real
 * machines, and take gamma-distributed times; demand follows a drawn week with busy hours, weekends, growth and
 * sudden fashions for one workflow. Faults change causes (a slower provider, a rate limit, machines that leave or
 * are switched off when idle), and what shows in the figures is what follows from them.
 */

const START = Date.UTC(2026, 2, 2);
const HOUR_MS = 3_600_000;
const PROVIDERS = ['aurora', 'boreal', 'comet', 'delta'] as const;
const WORKFLOWS = [
  'denoise',
  'film-look',
  'neon',
  'slow-mo',
  'sketch',
  'vintage',
  'weather',
  'wide',
] as const;
const FLEETS = ['east', 'mid', 'west'] as const;
const OWNERS = ['maker-1', 'maker-2', 'maker-3', 'maker-4'] as const;
const WARM_UP = 5 * 96;

export const testWorld: WorldGenerator = (seed, { hasFaults, days }): World => {
  const random = seededRandom(`judged-${seed}`);
  const faults = hasFaults
    ? planFaults(
        random,
        { firstAt: WARM_UP + 12, lengthBuckets: [10, 40], quietBuckets: [48, 96], overlapShare: 0.25 },
        (kind) => subjectOf(kind, random),
      )
    : [];
  const count = hasFaults ? Math.max(...faults.map(({ to }) => to)) + 32 : WARM_UP + days * 96;
  const world = new JudgedWorld(random, faults, count);
  return { seed, warmUp: WARM_UP, faults, buckets: foldBuckets(world, START, count) };
};

function subjectOf(kind: BottleneckClass, random: Random): Subject {
  if (kind === 'TOKEN_DEPLETION_RISK') return { kind: 'OWNER', id: pick(random, OWNERS) };
  if (kind === 'WORKFLOW_INEFFICIENCY') return { kind: 'WORKFLOW', id: pick(random, WORKFLOWS.slice(0, -1)) };
  if (kind === 'COLD_START_PENALTY' || kind === 'GPU_SATURATION')
    return { kind: 'FLEET', id: pick(random, FLEETS) };
  return { kind: 'PROVIDER', id: pick(random, PROVIDERS) };
}

interface Job {
  at: number;
  workflowId: string;
  providerId: string;
  fleet: string;
}

class JudgedWorld {
  readonly attempts: WorldAttempt[] = [];
  readonly sessions: WorldSession[] = [];
  readonly #random: Random;
  readonly #faults: readonly InjectedFault[];
  readonly #severity: ReadonlyMap<InjectedFault, { size: number; rampBuckets: number }>;
  readonly #profile: number[];
  readonly #wallets: WalletFacts[][] = [];
  readonly #popularity: Map<string, number>;
  readonly #homes: ReadonlyMap<string, readonly string[]>;
  readonly #offers: ReadonlyMap<string, readonly string[]>;

  constructor(random: Random, faults: readonly InjectedFault[], count: number) {
    this.#random = random;
    this.#faults = faults;
    this.#severity = new Map(
      faults.map((fault) => [
        fault,
        { size: between(random, 1.35, 4), rampBuckets: random() < 0.3 ? between(random, 2, 6) : 0 },
      ]),
    );
    this.#profile = Array.from({ length: 24 }, (_, hour) =>
      hour < 7 ? between(random, 0.35, 0.6) : between(random, 0.7, 1.2),
    );
    this.#popularity = new Map(WORKFLOWS.map((id) => [id, between(random, 0.4, 1.6)]));
    this.#homes = new Map([
      ['aurora', ['east']],
      ['boreal', ['east', 'mid']],
      ['comet', ['mid', 'west']],
      ['delta', ['west']],
    ]);
    // Every workflow is offered by two to four providers.
    this.#offers = new Map(
      WORKFLOWS.map((id, place) => [
        id,
        PROVIDERS.filter((_, index) => index === place % 4 || index === (place + 1) % 4 || random() < 0.4),
      ]),
    );
    this.#run(count, between(random, 120, 260), between(random, 0, 0.015));
    this.#spend(count);
  }

  walletsAt = (start: number): readonly WalletFacts[] =>
    this.#wallets[Math.round((start - START) / BUCKET_MS)] ?? [];

  #strength(
    bucket: number,
    kind: BottleneckClass,
    id: string,
  ): { fault: InjectedFault; size: number } | null {
    const fault = this.#faults.find(
      (one) => one.bottleneckClass === kind && one.subject.id === id && bucket >= one.from && bucket < one.to,
    );
    if (!fault) return null;
    const { size, rampBuckets } = this.#severity.get(fault)!;
    const share = rampBuckets === 0 ? 1 : Math.min(1, (bucket - fault.from + 1) / rampBuckets);
    return { fault, size: 1 + (size - 1) * share };
  }

  /** Jobs an hour at a moment. */
  #rate(at: number, perHour: number, growthPerDay: number): number {
    const day = (at - START) / (24 * HOUR_MS);
    const hour = (day % 1) * 24;
    const low = Math.floor(hour);
    const profile =
      this.#profile[low]! + (this.#profile[(low + 1) % 24]! - this.#profile[low]!) * (hour - low);
    const weekend = Math.floor(day) % 7 >= 5 ? 0.7 : 1;
    return perHour * profile * weekend * (1 + growthPerDay * day);
  }

  #arrivals(count: number, perHour: number, growthPerDay: number): Job[] {
    const random = this.#random;
    const jobs: Job[] = [];
    let fashion: { workflowId: string; until: number; factor: number } | null = null;
    const peak = perHour * 1.25 * (1 + (growthPerDay * count) / 96) * 2;
    // Thinning (Lewis & Shedler 1979): candidates at the peak rate, kept by the rate of their moment.
    for (let at = START; at < START + count * BUCKET_MS; at += (-Math.log(1 - random()) * HOUR_MS) / peak) {
      if (fashion && at > fashion.until) fashion = null;
      if (!fashion && random() < 0.0002) {
        fashion = {
          workflowId: pick(random, WORKFLOWS),
          until: at + between(random, 0.25, 2) * HOUR_MS,
          factor: between(random, 2, 4),
        };
      }
      const weights = WORKFLOWS.map((id) => {
        // One workflow is new in the third day.
        if (id === 'wide' && at < START + 60 * HOUR_MS) return 0;
        return this.#popularity.get(id)! * (fashion?.workflowId === id ? fashion.factor : 1);
      });
      const sum = weights.reduce((a, b) => a + b, 0);
      const usual = [...this.#popularity.values()].reduce((a, b) => a + b, 0);
      if (random() * peak > (this.#rate(at, perHour, growthPerDay) * sum) / usual) continue;
      const drawn = random() * sum;
      let passed = 0;
      const place = weights.findIndex((weight) => {
        passed += weight;
        return passed > drawn;
      });
      const workflowId = WORKFLOWS[Math.max(0, place)]!;
      const providerId = pick(random, this.#offers.get(workflowId)!);
      jobs.push({ at, workflowId, providerId, fleet: pick(random, this.#homes.get(providerId)!) });
    }
    return jobs;
  }

  #run(count: number, perHour: number, growthPerDay: number): void {
    const random = this.#random;
    const jobs = this.#arrivals(count, perHour, growthPerDay);
    const secondsOf = new Map<string, number>(WORKFLOWS.map((id) => [id, between(random, 60, 300)]));
    const speedOf = new Map<string, number>(PROVIDERS.map((id) => [id, between(random, 0.6, 1.6)]));
    const until = START + count * BUCKET_MS;
    const pools = new Map<string, MachinePool>(
      FLEETS.map((fleet) => {
        const perHourMs = new Map<number, number>();
        for (const job of jobs) {
          if (job.fleet !== fleet) continue;
          const hour = Math.floor((job.at - START) / HOUR_MS);
          perHourMs.set(
            hour,
            (perHourMs.get(hour) ?? 0) +
              secondsOf.get(job.workflowId)! * speedOf.get(job.providerId)! * 1_000,
          );
        }
        // Nobody waits for long in the busiest hour: a world without faults has none.
        const machines = 2 + Math.ceil((1.5 * Math.max(...perHourMs.values())) / HOUR_MS);
        return [fleet, new MachinePool(machines, START)];
      }),
    );
    const machinesLeft = new Map(
      this.#faults
        .filter(({ bottleneckClass }) => bottleneckClass === 'GPU_SATURATION')
        .map((fault) => {
          const from = START + fault.from * BUCKET_MS;
          const to = START + fault.to * BUCKET_MS;
          const workMs = jobs
            .filter(({ at, fleet }) => fleet === fault.subject.id && at >= from && at < to)
            .reduce(
              (sum, one) => sum + secondsOf.get(one.workflowId)! * speedOf.get(one.providerId)! * 1_000,
              0,
            );
          // Fewer than the work asks for: how many fewer is the fault's size.
          const factor = 1 + 0.2 * (this.#severity.get(fault)!.size - 1);
          return [fault, Math.max(1, Math.floor(workMs / (to - from) / factor))];
        }),
    );
    const limits = new Map<string, RateLimit>(PROVIDERS.map((id) => [id, new RateLimit()]));
    const priceChangeAt = START + between(random, 0.3, 0.9) * (until - START);
    let flurryUntil = 0;
    for (const job of jobs) {
      const bucket = Math.floor((job.at - START) / BUCKET_MS);
      if (random() < 0.0001) flurryUntil = job.at + 0.5 * HOUR_MS;
      const pool = pools.get(job.fleet)!;
      const cold = this.#strength(bucket, 'COLD_START_PENALTY', job.fleet);
      const overrun = this.#strength(bucket, 'GPU_SATURATION', job.fleet);
      pool.setMachines(overrun ? machinesLeft.get(overrun.fault)! : null, job.at);
      pool.setIdleLimit(cold ? 20_000 : null);
      const place = pool.take(job.at);
      const startupMs = place.isNew && cold ? Math.round(gammaDraw(random, 4) * 6_000 * cold.size) : 0;
      const slow =
        (this.#strength(bucket, 'PROVIDER_LATENCY_DEGRADATION', job.providerId)?.size ?? 1) *
        (this.#strength(bucket, 'WORKFLOW_INEFFICIENCY', job.workflowId)?.size ?? 1);
      const units = Math.max(50, Math.round(gammaDraw(random, 3) * 333));
      const seconds = secondsOf.get(job.workflowId)! * speedOf.get(job.providerId)! * slow;
      const contention = place.busyShare > 0.9 ? 1.05 : 1;
      const workMs = (units / 1_000) * seconds * 1_000 * contention * (gammaDraw(random, 8) / 8);
      const throttle = this.#strength(bucket, 'PROVIDER_API_THROTTLING', job.providerId);
      const perMinute = (this.#rate(job.at, perHour, growthPerDay) / 60 / PROVIDERS.length) * 0.9;
      const throttledMs =
        throttle || random() < 0.003
          ? limits
              .get(job.providerId)!
              .waitMs(place.startsAt, throttle ? perMinute / throttle.size : 0.5, random)
          : 0;
      const busyMs = Math.round(workMs + throttledMs);
      const endedAt = place.startsAt + startupMs + busyMs;
      pool.release(place.machine, endedAt);
      const price = (job.at > priceChangeAt ? 1.12 : 1) * 240;
      this.attempts.push({
        ...{ providerId: job.providerId, workflowId: job.workflowId, fleet: job.fleet },
        hasFailed: random() < (job.at < flurryUntil ? 0.12 : 0.02),
        isThrottled: throttledMs > 0,
        throttledMs: Math.round(throttledMs),
        milliUnits: units,
        busyMs,
        startupMs,
        queueWaitMs: Math.round(place.startsAt - job.at),
        costNanoUsd: BigInt(Math.round((busyMs + startupMs) * price)),
        startedAt: place.startsAt,
        endedAt,
      });
    }
    for (const [fleet, pool] of pools) {
      for (const session of pool.sessions(until)) this.sessions.push({ fleet, ...session });
    }
  }

  /** Wallets are spent from every quarter of an hour and topped up now and then. */
  #spend(count: number): void {
    const random = this.#random;
    const wallets = OWNERS.map((ownerId) => {
      const perBucket = between(random, 2, 30);
      return {
        ownerId,
        perBucket,
        balance: perBucket * 96 * between(random, 3, 8),
        spent: new Array<number>(96).fill(Math.round(perBucket)),
      };
    });
    for (let bucket = 0; bucket < count; bucket += 1) {
      this.#wallets.push(
        wallets.map((wallet) => {
          const fault = this.#strength(bucket, 'TOKEN_DEPLETION_RISK', wallet.ownerId);
          const amount = Math.round(2 * random() * wallet.perBucket);
          wallet.spent = [...wallet.spent.slice(1), amount];
          wallet.balance = Math.max(0, wallet.balance - amount);
          const tokensPerDay = wallet.spent.reduce((a, b) => a + b, 0);
          if (fault) wallet.balance = Math.min(wallet.balance, (tokensPerDay / 24) * (24 / fault.size));
          else if (wallet.balance < 1.5 * tokensPerDay)
            wallet.balance += tokensPerDay * between(random, 1, 8);
          return { ownerId: wallet.ownerId, availableTokens: Math.round(wallet.balance), tokensPerDay };
        }),
      );
    }
  }
}
