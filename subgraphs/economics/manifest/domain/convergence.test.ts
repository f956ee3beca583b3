import { describe, expect, it } from 'vitest';
import { normalDraw } from '../../statistics/draws.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { EFFECT, observe, type TestAttempt } from '../testing/observe.ts';
import { drawFrom } from '../testing/routing-world.ts';
import { generateEntries } from './generate-entries.ts';
import type { Candidate } from './manifest.ts';
import type { Observation } from './observation.ts';
import { CYCLE_MS, DEFAULT_POLICY, POLICY_KINDS, type PolicyKind } from './policy.ts';

/** What a run earns here, in nano-USD. */
const REVENUE = 1_000_000;
const JOBS_PER_CYCLE = 40;

interface TrueWorkflow {
  quality: number;
  costNanoUsd: number;
  failure: number;
}

/** The cheapest is too poor, the best is dear: what earns most above the floor of 0.6 is the middle one. */
const PROVIDERS: Record<string, TrueWorkflow> = {
  cheap: { quality: 0.4, costNanoUsd: 50_000, failure: 0.02 },
  middle: { quality: 0.75, costNanoUsd: 300_000, failure: 0.02 },
  dear: { quality: 0.9, costNanoUsd: 600_000, failure: 0.02 },
};
const NAMES = Object.keys(PROVIDERS);

/** A world that is routed cycle by cycle; failures of one provider can be switched on and off. */
class ThreeProviders {
  readonly #kind: PolicyKind;
  readonly #random;
  readonly #observations: Observation[] = [];
  #cycle = 0;
  failing: string | null = null;

  constructor(kind: PolicyKind, seed: string) {
    this.#kind = kind;
    this.#random = seededRandom(`three-providers:${seed}`);
  }

  #entries() {
    const candidates = NAMES.map(
      (workflowId): Candidate => ({
        workflowId,
        providerId: `of-${workflowId}`,
        effectTypeId: EFFECT,
        providerStatus: 'HEALTHY',
        isActive: true,
        isPriced: true,
      }),
    );
    return generateEntries(candidates, this.#observations, {
      now: new Date(this.#cycle * CYCLE_MS),
      policyOf: () => ({ ...DEFAULT_POLICY, kind: this.#kind, qualityFloor: 0.6 }),
      revenueOf: () => REVENUE,
      isExplorationStopped: false,
    });
  }

  weightOf(workflowId: string): number {
    return this.#entries().find((entry) => entry.workflowId === workflowId)!.weight;
  }

  entryOf(workflowId: string) {
    return this.#entries().find((entry) => entry.workflowId === workflowId)!;
  }

  /** Sends the jobs of some cycles to whom the manifest of each says, probes included. */
  run(cycles: number): void {
    for (let passed = 0; passed < cycles; passed += 1) {
      const entries = this.#entries();
      const jobs = Array.from(
        { length: JOBS_PER_CYCLE },
        () =>
          entries[
            drawFrom(
              entries.map(({ weight }) => weight),
              this.#random(),
            )
          ]!.workflowId,
      );
      const probes = entries.flatMap((entry) => Array(entry.shadowLegsPerCycle).fill(entry.workflowId));
      for (const [name, own] of Map.groupBy([...jobs, ...probes], (name: string) => name)) {
        const attempts = own.map(() => this.#attempt(name));
        this.#observations.push(observe(name, new Date(this.#cycle * CYCLE_MS), attempts));
      }
      this.#cycle += 1;
    }
  }

  #attempt(name: string): TestAttempt {
    const { quality, costNanoUsd, failure } = PROVIDERS[name]!;
    const spread = (mean: number, share: number): number => mean * (1 + share * normalDraw(this.#random));
    const hasFailed = this.#random() < (name === this.failing ? 1 : failure);
    const judged = Math.min(1, Math.max(0, quality + 0.08 * normalDraw(this.#random)));
    return {
      quality: hasFailed ? null : judged,
      costNanoUsd: Math.max(0, Math.round(spread(costNanoUsd, 0.2))),
    };
  }
}

describe.each(POLICY_KINDS)('%s in a world of three providers', (kind) => {
  it.each(['1', '2', '3', '4', '5'])(
    'sends 19 of 20 jobs to what earns most above the quality floor (seed %s)',
    (seed) => {
      const world = new ThreeProviders(kind, seed);
      world.run(20);
      const weights: number[] = [];
      for (let cycle = 0; cycle < 30; cycle += 1) {
        world.run(1);
        weights.push(world.weightOf('middle'));
      }
      expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).toBeGreaterThanOrEqual(0.95);
      expect(world.entryOf('middle').marginLowerBound).toBeCloseTo(0.7, 1);
    },
  );

  it('gives a provider that fails less than 1 % in the next cycle, and takes it back within five of its recovery', () => {
    const world = new ThreeProviders(kind, 'outage');
    world.run(40);
    world.failing = 'middle';
    world.run(1);
    expect(world.weightOf('middle')).toBeLessThan(0.01);
    expect(world.entryOf('middle')).toMatchObject({
      state: 'PROBING',
      reason: 'FAILING',
      shadowLegsPerCycle: 2,
    });
    world.run(20);
    expect(world.weightOf('middle')).toBe(0);
    world.failing = null;
    world.run(5);
    expect(world.weightOf('middle')).toBeGreaterThan(0.5);
  });
});
