import { BUCKET_MS, type WalletFacts } from '../../detection/domain/bucket-facts.ts';
import type { Subject } from '../../detection/domain/subject.ts';
import { foldBuckets, type WorldAttempt, type WorldSession } from '../../detection/testing/fold-buckets.ts';
import { normalDraw } from '../../statistics/draws.ts';
import { type Random, seededRandom } from '../../statistics/seeded-random.ts';
import type { BottleneckClass } from '../domain/bottleneck.ts';
import { between, pick, planFaults } from './plan-faults.ts';
import type { InjectedFault, World, WorldGenerator } from './world.ts';

/*
 * A third world, written after detection was finished and never looked at while anything was changed: demand wanders (an
 * autoregressive logarithm over a week of harmonics), an autoscaler that lags behind keeps the machines, work takes
 * Weibull-distributed times. Faults differ in their means, too: a slow provider adds seconds instead of a factor, one that
 * throttles lets bursts through and fails some of the rest, saturation is an autoscaler at its cap, cold starts come from
 * one that keeps nothing warm, an inefficient workflow takes more steps, and a wallet runs out because its owner spends more.
 */

const START = Date.UTC(2026, 5, 1);
const PROVIDERS = ['ember', 'flint', 'gale'] as const;
const WORKFLOWS = ['blur', 'cel', 'dust', 'ink', 'lomo', 'mist', 'noir'] as const;
const FLEETS = ['dock', 'quay'] as const;
const OWNERS = ['studio-a', 'studio-b', 'studio-c', 'studio-d', 'studio-e'] as const;
const WARM_UP = 6 * 96;

export const fieldWorld: WorldGenerator = (seed, { hasFaults, days }): World => {
  const random = seededRandom(`field-${seed}`);
  const timing = {
    firstAt: WARM_UP + 16,
    lengthBuckets: [12, 48],
    quietBuckets: [40, 80],
    overlapShare: 0.2,
  } as const;
  const faults = hasFaults ? planFaults(random, timing, (kind) => subjectOf(kind, random)) : [];
  const count = hasFaults ? Math.max(...faults.map(({ to }) => to)) + 24 : WARM_UP + days * 96;
  const field = new FieldRecord(random, faults, count);
  return { seed, warmUp: WARM_UP, faults, buckets: foldBuckets(field, START, count) };
};

function subjectOf(kind: BottleneckClass, random: Random): Subject {
  if (kind === 'TOKEN_DEPLETION_RISK') return { kind: 'OWNER', id: pick(random, OWNERS) };
  if (kind === 'WORKFLOW_INEFFICIENCY') return { kind: 'WORKFLOW', id: pick(random, WORKFLOWS) };
  if (kind === 'COLD_START_PENALTY' || kind === 'GPU_SATURATION')
    return { kind: 'FLEET', id: pick(random, FLEETS) };
  return { kind: 'PROVIDER', id: pick(random, PROVIDERS) };
}

/** A machine of the autoscaler. */
interface Machine {
  since: number;
  freeAt: number;
}

interface Traits {
  stepMs: number;
  steps: number;
  share: number;
}

class FieldRecord {
  readonly attempts: WorldAttempt[] = [];
  readonly sessions: WorldSession[] = [];
  readonly #random: Random;
  readonly #faults: readonly InjectedFault[];
  readonly #sizes: ReadonlyMap<InjectedFault, number>;
  readonly #workflows: ReadonlyMap<string, Traits>;
  readonly #speeds: ReadonlyMap<string, number>;
  readonly #machines = new Map<string, Machine[]>(FLEETS.map((fleet) => [fleet, []]));
  readonly #loads = new Map<string, number[]>(FLEETS.map((fleet) => [fleet, []]));
  readonly #credits = new Map<string, { left: number; at: number }>();
  readonly #wallets: WalletFacts[][] = [];

  constructor(random: Random, faults: readonly InjectedFault[], count: number) {
    this.#random = random;
    this.#faults = faults;
    this.#sizes = new Map(faults.map((fault) => [fault, between(random, 0, 1)]));
    this.#workflows = new Map(
      WORKFLOWS.map((id) => [
        id,
        {
          stepMs: between(random, 900, 4_000),
          steps: 12 + Math.floor(random() * 30),
          share: between(random, 0.6, 1.6),
        },
      ]),
    );
    this.#speeds = new Map(PROVIDERS.map((id) => [id, between(random, 0.75, 1.35)]));
    this.#work(count);
    this.#spend(count);
    const until = START + count * BUCKET_MS;
    for (const [fleet, machines] of this.#machines) {
      for (const { since } of machines) this.sessions.push({ fleet, startedAt: since, endedAt: until });
    }
  }

  walletsAt = (start: number): readonly WalletFacts[] =>
    this.#wallets[Math.round((start - START) / BUCKET_MS)] ?? [];

  /** Size of a fault that works now, 0 to 1; null: none does. */
  #fault(bucket: number, kind: BottleneckClass, id: string): number | null {
    const fault = this.#faults.find(
      (one) => one.bottleneckClass === kind && one.subject.id === id && bucket >= one.from && bucket < one.to,
    );
    return fault ? this.#sizes.get(fault)! : null;
  }

  #work(count: number): void {
    const random = this.#random;
    const harmonics = [1, 2, 7].map((times) => ({
      times,
      size: between(random, 0.1, 0.35),
      phase: random() * 2 * Math.PI,
    }));
    const base = between(random, 35, 90);
    let wander = 0;
    for (let bucket = 0; bucket < count; bucket += 1) {
      wander = 0.95 * wander + 0.05 * normalDraw(random);
      const week = (2 * Math.PI * bucket) / (7 * 96);
      const season = harmonics.reduce(
        (sum, { times, size, phase }) => sum + size * Math.cos(times * week + phase),
        0.3 * Math.cos(7 * week - 4),
      );
      const jobs = poisson(random, base * Math.exp(season + wander));
      const start = START + bucket * BUCKET_MS;
      const arrivals = Array.from({ length: jobs }, () => start + random() * BUCKET_MS).sort((a, b) => a - b);
      for (const fleet of FLEETS) this.#scale(bucket, start, fleet);
      const loads = new Map<string, number>();
      for (const at of arrivals) {
        const { fleet, ms } = this.#job(bucket, at);
        loads.set(fleet, (loads.get(fleet) ?? 0) + ms);
      }
      for (const fleet of FLEETS) this.#loads.get(fleet)!.push((loads.get(fleet) ?? 0) / BUCKET_MS);
    }
  }

  /** As many machines as the work of the last half hour asks for, a little more than that; never fewer than three. */
  #scale(bucket: number, start: number, fleet: string): void {
    const loads = this.#loads.get(fleet)!;
    const recent = loads.slice(-4);
    const load = recent.length === 0 ? 6 : Math.max(...recent);
    const wanted = Math.max(3, Math.ceil(load / 0.55));
    const cap = this.#fault(bucket, 'GPU_SATURATION', fleet);
    const usual = loads.slice(-96);
    const capped =
      cap === null
        ? wanted
        : Math.max(
            1,
            Math.floor(
              (usual.reduce((sum, one) => sum + one, 0) / Math.max(1, usual.length)) * (0.85 - 0.3 * cap),
            ),
          );
    const target = Math.min(wanted, capped);
    const machines = this.#machines.get(fleet)!;
    while (machines.length < target) machines.push({ since: start, freeAt: start });
    const leaving = machines
      .filter(({ freeAt }) => freeAt <= start || cap !== null)
      .sort((a, b) => a.freeAt - b.freeAt)
      .slice(0, Math.max(0, machines.length - target));
    for (const machine of leaving) {
      machines.splice(machines.indexOf(machine), 1);
      this.sessions.push({ fleet, startedAt: machine.since, endedAt: Math.max(start, machine.freeAt) });
    }
  }

  #job(bucket: number, at: number): { fleet: string; ms: number } {
    const random = this.#random;
    const workflowId = drawn(random, this.#workflows, ({ share }) => share);
    const providerId = pick(random, PROVIDERS);
    const fleet = providerId === 'gale' ? 'quay' : providerId === 'ember' ? 'dock' : pick(random, FLEETS);
    const machines = this.#machines.get(fleet)!;
    const machine = machines.reduce((best, one) => (one.freeAt < best.freeAt ? one : best));
    const startsAt = Math.max(at, machine.freeAt);
    const cold = this.#fault(bucket, 'COLD_START_PENALTY', fleet);
    // What is kept warm stays so for twenty minutes; a faulty fleet forgets its models at once.
    const isCold = startsAt - machine.freeAt > (cold === null ? 20 * 60_000 : 5_000);
    const startupMs = isCold ? between(random, 6_000, 14_000) * (1 + 3 * (cold ?? 0)) : 0;
    const { stepMs, steps } = this.#workflows.get(workflowId)!;
    const units = Math.max(100, Math.round(1_000 * weibull(random, 2.2)));
    const inefficient = this.#fault(bucket, 'WORKFLOW_INEFFICIENCY', workflowId);
    const takenSteps = steps * (inefficient === null ? 1 : 1.4 + 1.4 * inefficient);
    const slow = this.#fault(bucket, 'PROVIDER_LATENCY_DEGRADATION', providerId);
    const scatter = 0.75 + 0.5 * weibull(random, 3);
    // Seconds for each unit that the provider's service takes longer to answer.
    const addedMs = slow === null ? 0 : (units / 1_000) * 45_000 * (0.6 + 1.4 * slow) * weibull(random, 2);
    const workMs = (units / 1_000) * takenSteps * stepMs * this.#speeds.get(providerId)! * scatter + addedMs;
    const { isThrottled, waitMs } = this.#throttle(bucket, providerId, startsAt);
    const busyMs = Math.round(workMs + waitMs);
    const hasFailed = random() < 0.02 || (isThrottled && random() < 0.25);
    const endedAt = startsAt + startupMs + busyMs;
    machine.freeAt = endedAt;
    this.attempts.push({
      ...{ providerId, workflowId, fleet, hasFailed, isThrottled },
      throttledMs: Math.round(waitMs),
      milliUnits: units,
      busyMs,
      startupMs: Math.round(startupMs),
      queueWaitMs: Math.round(startsAt - at),
      costNanoUsd: BigInt(Math.round((busyMs + startupMs) * 310)),
      startedAt: startsAt,
      endedAt,
    });
    return { fleet, ms: busyMs + startupMs };
  }

  /** A bucket of tokens that refills slower than it is emptied; bursts pass. Rarely a healthy provider says no, too. */
  #throttle(bucket: number, providerId: string, at: number): { isThrottled: boolean; waitMs: number } {
    const random = this.#random;
    const size = this.#fault(bucket, 'PROVIDER_API_THROTTLING', providerId);
    if (size === null) {
      const isThrottled = random() < 0.005;
      return { isThrottled, waitMs: isThrottled ? between(random, 300, 3_000) : 0 };
    }
    const known = this.#credits.get(providerId) ?? { left: 4, at };
    const perMinute = 1.1 - 0.8 * size;
    const left = Math.min(4, known.left + (perMinute * Math.max(0, at - known.at)) / 60_000);
    const isThrottled = left < 1;
    this.#credits.set(providerId, { left: isThrottled ? left : left - 1, at: Math.max(at, known.at) });
    return { isThrottled, waitMs: isThrottled ? between(random, 2_000, 40_000) : 0 };
  }

  /** Wallets are filled up at the beginning of a month, or by who notices; a fault is an owner who spends far more. */
  #spend(count: number): void {
    const random = this.#random;
    const wallets = OWNERS.map((ownerId) => ({
      ownerId,
      pace: between(random, 3, 25),
      balance: 0,
      spent: [] as number[],
    }));
    for (const wallet of wallets) wallet.balance = wallet.pace * 96 * between(random, 4, 12);
    for (let bucket = 0; bucket < count; bucket += 1) {
      this.#wallets.push(
        wallets.map((wallet) => {
          const size = this.#fault(bucket, 'TOKEN_DEPLETION_RISK', wallet.ownerId);
          const amount = Math.round(wallet.pace * weibull(random, 1.5) * (size === null ? 1 : 6 + 14 * size));
          const taken = Math.min(wallet.balance, amount);
          wallet.balance -= taken;
          wallet.spent = [...wallet.spent, taken].slice(-96);
          const tokensPerDay = wallet.spent.reduce((sum, one) => sum + one, 0);
          // Whoever spends as ever fills up in time; whoever overspends does not notice.
          if (size === null && wallet.balance < 2 * tokensPerDay)
            wallet.balance += wallet.pace * 96 * between(random, 4, 12);
          if (size !== null && wallet.balance > 2 * tokensPerDay)
            wallet.balance = Math.round(2 * tokensPerDay);
          return { ownerId: wallet.ownerId, availableTokens: Math.round(wallet.balance), tokensPerDay };
        }),
      );
    }
  }
}

/** A Weibull number of scale 1. */
const weibull = (random: Random, shape: number): number => (-Math.log(1 - random())) ** (1 / shape);

function drawn<Value>(
  random: Random,
  choices: ReadonlyMap<string, Value>,
  weight: (value: Value) => number,
): string {
  let left = random() * [...choices.values()].reduce((sum, value) => sum + weight(value), 0);
  for (const [name, value] of choices) {
    left -= weight(value);
    if (left < 0) return name;
  }
  return [...choices.keys()].at(-1)!;
}

/** Sums of exponential gaps; fine for means of hundreds. */
function poisson(random: Random, mean: number): number {
  let [passed, count] = [0, -1];
  while (passed < mean) {
    passed -= Math.log(1 - random());
    count += 1;
  }
  return count;
}
