import { normalDraw } from '../../statistics/draws.ts';
import { type Random, seededRandom } from '../../statistics/seeded-random.ts';
import { generateEntries } from '../domain/generate-entries.ts';
import type { Candidate, ManifestEntry } from '../domain/manifest.ts';
import type { Observation } from '../domain/observation.ts';
import { CYCLE_MS, DEFAULT_POLICY, type PolicyKind, type RoutingPolicy } from '../domain/policy.ts';
import { observe } from './observe.ts';

/**
 * Worlds for judging a routing policy by regret: five providers, 10,000 jobs in cycles of 50. A policy sees results
 * only at the end of a cycle, as the manifest does, and is the code that makes manifests.
 */
export const WORLDS = ['stationary', 'drift', 'outage', 'switch'] as const;
export type WorldName = (typeof WORLDS)[number];

export const PROVIDERS = 5;
export const JOBS = 10_000;
export const JOBS_PER_CYCLE = 50;
const CYCLES = JOBS / JOBS_PER_CYCLE;
const REWARD_SD = 0.1;
const OUTAGE_FAILURE = 0.97;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
/** A job costs a thousandth of what it earns: in these worlds providers differ in their reward, not in their price. */
const COST_NANO_USD = 1_000;
const REVENUE_NANO_USD = 1_000_000;

/** What a provider is truly like during one cycle. */
export interface TrueProvider {
  mean: number;
  failure: number;
}

/** The reward is the quality here, so the utility is ok · quality and margins are all the same to the business. */
export function policyOfKind(kind: PolicyKind, fields: Partial<RoutingPolicy> = {}): RoutingPolicy {
  return {
    ...DEFAULT_POLICY,
    kind,
    qualityFloor: 0,
    qualityWeight: 1,
    costWeight: 0,
    speedWeight: 0,
    ...fields,
  };
}

/** What every provider is like in every cycle. */
export function truthOf(world: WorldName, random: Random): TrueProvider[][] {
  const uniform = (low: number, high: number): number => low + (high - low) * random();
  const start = Array.from({ length: PROVIDERS }, () => ({
    mean: uniform(0.45, 0.85),
    failure: uniform(0.01, 0.04),
  }));
  const best = start.reduce((top, one, index) => (worthOf(one) > worthOf(start[top]!) ? index : top), 0);
  const truth: TrueProvider[][] = [];
  let now = start;
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    if (world === 'drift' && cycle > 0) {
      now = now.map((one) => ({
        ...one,
        mean: Math.min(0.9, Math.max(0.35, one.mean + 0.012 * normalDraw(random))),
      }));
    }
    if (world === 'switch' && cycle === CYCLES / 2) {
      now = now.map((one, index) => ({ ...one, mean: start[(index + 1) % PROVIDERS]!.mean }));
    }
    const isOut = world === 'outage' && cycle >= 0.4 * CYCLES && cycle < 0.7 * CYCLES;
    truth.push(
      now.map((one, index) => (isOut && index === best ? { ...one, failure: OUTAGE_FAILURE } : one)),
    );
  }
  return truth;
}

export const worthOf = ({ mean, failure }: TrueProvider): number => mean * (1 - failure);

/** What one policy did in one world. */
export interface Course {
  /** Σ over jobs of the best provider's worth less the chosen one's. Probes people never see do not count. */
  regret: number;
  probes: number;
  /** Weights by cycle and provider, as they were before the cycle. */
  weights: number[][];
  truth: TrueProvider[][];
}

/** Sends all jobs of a world through manifests made every cycle. */
export function follow(world: WorldName, policy: RoutingPolicy, seed: string): Course {
  const truth = truthOf(world, seededRandom(`truth:${world}:${seed}`));
  const random = seededRandom(`jobs:${world}:${seed}`);
  const observations: Observation[] = [];
  const weights: number[][] = [];
  let [regret, probes] = [0, 0];
  truth.forEach((now, cycle) => {
    const at = new Date(START_MS + cycle * CYCLE_MS);
    const entries = manifestAt(at, observations, policy);
    const shares = entries.map((entry) => entry.weight);
    weights.push(shares);
    const best = Math.max(...now.map(worthOf));
    const results: { provider: number; reward: number | null }[] = [];
    const work = (provider: number): void => {
      const { mean, failure } = now[provider]!;
      const hasFailed = random() < failure;
      const reward = Math.min(1, Math.max(0, mean + REWARD_SD * normalDraw(random)));
      results.push({ provider, reward: hasFailed ? null : reward });
    };
    entries.forEach((entry, provider) => {
      for (let probe = 0; probe < entry.shadowLegsPerCycle; probe += 1, probes += 1) work(provider);
    });
    for (let job = 0; job < JOBS_PER_CYCLE; job += 1) {
      const chosen = drawFrom(shares, random());
      regret += best - worthOf(now[chosen]!);
      work(chosen);
    }
    for (let provider = 0; provider < PROVIDERS; provider += 1) {
      const own = results.filter((result) => result.provider === provider).map(({ reward }) => reward);
      if (own.length > 0) {
        const attempts = own.map((quality) => ({ quality, costNanoUsd: COST_NANO_USD }));
        observations.push(observe(`w${provider}`, at, attempts));
      }
    }
  });
  return { regret, probes, weights, truth };
}

/** Entries in the order of the providers, as they are known after the cycles before `at`. */
function manifestAt(at: Date, observations: readonly Observation[], policy: RoutingPolicy): ManifestEntry[] {
  const candidates = Array.from(
    { length: PROVIDERS },
    (_, index): Candidate => ({
      workflowId: `w${index}`,
      providerId: `of-w${index}`,
      effectTypeId: 'effect',
      providerStatus: 'HEALTHY',
      isActive: true,
      isPriced: true,
    }),
  );
  return generateEntries(candidates, observations, {
    now: at,
    policyOf: () => policy,
    revenueOf: () => REVENUE_NANO_USD,
    isExplorationStopped: false,
  }).sort((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
}

/** The one of some weights that a number in [0, 1) falls on. Nothing is certain to be drawn of none. */
export function drawFrom(weights: readonly number[], u: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = u * total;
  for (let index = 0; index < weights.length; index += 1) {
    left -= weights[index]!;
    if (left < 0) return index;
  }
  return weights.findLastIndex((weight) => weight > 0);
}
