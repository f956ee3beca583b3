import { describe, expect, it } from 'vitest';
import { ADVICE_POLICY } from './domain/advice-policy.ts';
import type { Evidence, FleetDay } from './domain/evidence.ts';
import { findRecommendations } from './domain/find-recommendations.ts';
import {
  type SimulatedProvider,
  type SimulatedWorld,
  simulateEvidence,
} from './testing/simulated-evidence.ts';

const even: SimulatedProvider = { id: 'north', costPerUnit: 2e5, quality: 0.8, failureShare: 0.05 };
const cheaper = { ...even, id: 'south', costPerUnit: 1.4e5 };
const world = (overrides: Partial<SimulatedWorld> = {}): SimulatedWorld => ({
  seed: 'world',
  providers: [even, { ...even, id: 'south' }],
  effects: ['look-match', 'duotone'],
  people: 60,
  runsPerPerson: 4,
  personSpread: 0.4,
  ...overrides,
});
// Fewer draws than in earnest: the tests judge hundreds of worlds.
const policy = { ...ADVICE_POLICY, bootstrapDraws: 600 };
const round = (evidence: Evidence, more: Partial<Parameters<typeof findRecommendations>[0]> = {}) =>
  findRecommendations({ evidence, policy, seed: 'day', earlier: [], askedLately: [], ...more });
const find = (evidence: Evidence) => round(evidence).findings;
const findIn = (overrides: Partial<SimulatedWorld>) => find(simulateEvidence(world(overrides)));

describe('a provider switch', () => {
  it('is proposed to the provider that is truly cheaper, with an interval that mostly holds the truth', () => {
    let held = 0;
    for (let round = 0; round < 20; round += 1) {
      const evidence = simulateEvidence(
        world({ seed: `cheaper-${round}`, providers: [even, cheaper], people: 200 }),
      );
      const switches = find(evidence).filter(({ proposal }) => proposal.kind === 'PROVIDER_SWITCH');
      expect(switches).toHaveLength(2);
      for (const { proposal, monthlyImpact, confidence, isAutoApplicable } of switches) {
        expect(proposal).toMatchObject({ fromProviderId: 'north', toProviderId: 'south' });
        expect(confidence).toBeGreaterThan(0.95);
        expect(isAutoApplicable).toBe(true);
        const effectTypeId = 'effectTypeId' in proposal ? proposal.effectTypeId : '';
        const units = evidence.arms
          .filter((row) => row.effectTypeId === effectTypeId && row.providerId === 'north')
          .reduce((sum, row) => sum + row.volumeUnits, 0);
        // Means of exp(0.4 z) and exp(0.3 z); failures are carried by what was delivered.
        const truth = ((6e4 * Math.exp(0.08 + 0.045)) / 0.95) * units * (30 / 28);
        const { lowerNanoUsd, upperNanoUsd } = monthlyImpact;
        if (truth > Number(lowerNanoUsd) && truth < Number(upperNanoUsd)) held += 1;
      }
    }
    // 80 % of 40, less three standard errors.
    expect(held).toBeGreaterThanOrEqual(24);
  });

  it('is not proposed where quality would fall by more than the margin', () => {
    const worse = { ...even, id: 'south', costPerUnit: 1e5, quality: 0.7 };
    const found = findIn({ providers: [even, worse] });
    expect(found.filter(({ proposal }) => proposal.kind === 'PROVIDER_SWITCH')).toEqual([]);
  });

  it('is not proposed from too few executions, too few people, or while something is unpriced', () => {
    const providers = [even, { ...even, id: 'south', costPerUnit: 1e5 }];
    expect(findIn({ providers, people: 20, runsPerPerson: 1 })).toEqual([]);
    expect(findIn({ providers, people: 5, runsPerPerson: 60 })).toEqual([]);
    const evidence = simulateEvidence(world({ providers }));
    const arms = evidence.arms.map((row) => (row.providerId === 'south' ? { ...row, unpriced: 1 } : row));
    expect(find({ ...evidence, arms })).toEqual([]);
  });

  it('is proposed from 30 benchmark pairs where people have not used the other provider', () => {
    const evidence = simulateEvidence(world({ providers: [even] }));
    const benchmarks = simulateEvidence(
      world({ seed: 'bench', providers: [even, cheaper], people: 30, runsPerPerson: 1 }),
    ).arms.map((row) => ({ ...row, source: 'BENCHMARK' as const }));
    const found = find({ ...evidence, arms: [...evidence.arms, ...benchmarks] });
    expect(found.map(({ source, proposal }) => [source, proposal.kind])).toEqual(
      expect.arrayContaining([['BENCHMARK', 'PROVIDER_SWITCH']]),
    );
    const few = benchmarks.filter((row) => Number(row.cluster.split('-')[1]) < 29);
    expect(find({ ...evidence, arms: [...evidence.arms, ...few] })).toEqual([]);
  });
});

describe('worlds without a difference', () => {
  it('bring a proposal in at most one of ten', () => {
    const rounds = 150;
    const falseWorlds = Array.from(
      { length: rounds },
      (_, round) => findIn({ seed: `null-${round}` }).length > 0,
    );
    expect(falseWorlds.filter(Boolean).length / rounds).toBeLessThanOrEqual(0.1);
  });
});

describe('a workflow tuning', () => {
  it('is proposed for a workflow that became dearer than it was', () => {
    const evidence = simulateEvidence(world({ providers: [even] }));
    const arms = evidence.arms.map((row) =>
      row.isRecent && row.effectTypeId === 'duotone' ? { ...row, costNanoUsd: row.costNanoUsd * 1.4 } : row,
    );
    expect(find({ ...evidence, arms }).map(({ proposal }) => proposal)).toEqual([
      {
        kind: 'WORKFLOW_TUNING',
        effectTypeId: 'duotone',
        providerId: 'north',
        workflowId: 'duotone-north',
        toWorkflowId: null,
      },
    ]);
  });

  it('is proposed for a better sibling of the same provider', () => {
    const evidence = simulateEvidence(world({ providers: [even, cheaper], effects: ['duotone'] }));
    const arms = evidence.arms.map((row) => ({ ...row, providerId: 'north' }));
    expect(find({ ...evidence, arms }).map(({ proposal }) => proposal)).toMatchObject([
      { kind: 'WORKFLOW_TUNING', workflowId: 'duotone-north', toWorkflowId: 'duotone-south' },
    ]);
  });
});

describe('a price adjustment', () => {
  it('raises the price towards the target margin, one step at most', () => {
    const [found] = findIn({ costPerRun: 17e6 });
    expect(found!.proposal).toEqual({
      kind: 'PRICE_ADJUSTMENT',
      effectTypeId: null,
      fromTokens: 20,
      toTokens: 25,
    });
    expect(found!.qualityChange).toBeNull();
    expect(found!.isAutoApplicable).toBe(false);
  });

  it('is not proposed above the target margin', () => {
    expect(findIn({ costPerRun: 5e6 })).toEqual([]);
  });

  it('lowers the price where people are known to answer strongly, never below the target margin', () => {
    const answered = (elasticity: number): Evidence => ({
      ...simulateEvidence(world({ costPerRun: 5e6 })),
      priceChanges: [0, 1, 2].map(() => ({
        effectTypeId: null,
        fromTokens: 16,
        toTokens: 20,
        before: [4000, 4100, 4050, 4000],
        after: [4000, 4100, 4050, 4000].map((runs) => Math.round(runs * 1.25 ** -elasticity)),
      })),
    });
    const [found] = find(answered(3));
    expect(found!.proposal).toMatchObject({ kind: 'PRICE_ADJUSTMENT', effectTypeId: null, toTokens: 15 });
    expect(find(answered(0.5))).toEqual([]);
  });

  it('is for one effect where only that one costs too much, whether it has a price of its own or not', () => {
    const evidence = simulateEvidence(world());
    const revenue = evidence.revenue.map((row) =>
      row.effectTypeId === 'duotone' ? { ...row, costNanoUsd: row.chargedRuns * 16.5e6 } : row,
    );
    expect(find({ ...evidence, revenue }).map(({ proposal }) => proposal)).toEqual([
      { kind: 'PRICE_ADJUSTMENT', effectTypeId: 'duotone', fromTokens: 20, toTokens: 25 },
    ]);
    const price = { ...evidence.price!, effects: [{ effectTypeId: 'duotone', priceTokens: 16 }] };
    expect(find({ ...evidence, revenue, price }).map(({ proposal }) => proposal)).toMatchObject([
      { kind: 'PRICE_ADJUSTMENT', effectTypeId: 'duotone', fromTokens: 16, toTokens: 20 },
    ]);
  });
});

describe('a fleet optimization', () => {
  const days = (idleNanoUsd: number): FleetDay[] =>
    Array.from({ length: 28 }, (_, day) => ({
      fleet: 'north',
      day: `day-${day}`,
      executions: 50,
      workNanoUsd: 7e8 + day * 1e7,
      startupNanoUsd: 0,
      idleNanoUsd: idleNanoUsd + ((day * 37) % 11) * 1e7,
      runs: 50,
      lostRuns: 2,
      waitedRuns: 5,
      lostWaitedRuns: 0,
    }));

  it('is proposed for a fleet that idles for more than its share', () => {
    const [found] = findIn({ fleetDays: days(9e8) });
    expect(found!.proposal).toEqual({
      kind: 'FLEET_OPTIMIZATION',
      fleet: 'north',
      change: 'SMALLER',
      targetUtilisation: 0.7,
    });
  });

  it('is not proposed for a busy fleet, nor before two weeks', () => {
    expect(findIn({ fleetDays: days(2e8) })).toEqual([]);
    expect(findIn({ fleetDays: days(9e8).slice(0, 13) })).toEqual([]);
  });

  it('asks for more machines where waiting loses runs that are worth more than the machines', () => {
    const crowded = (lostWaitedRuns: number) =>
      days(0).map((day) => ({ ...day, waitedRuns: 20, lostRuns: 1 + lostWaitedRuns, lostWaitedRuns }));
    expect(findIn({ fleetDays: crowded(10) }).map(({ proposal }) => proposal)).toEqual([]);
    const dear = crowded(20).map((day) => ({ ...day, workNanoUsd: day.workNanoUsd / 10, idleNanoUsd: 0 }));
    expect(findIn({ fleetDays: dear }).map(({ proposal }) => proposal)).toMatchObject([
      { kind: 'FLEET_OPTIMIZATION', change: 'LARGER' },
    ]);
    const calm = crowded(0).map((day) => ({ ...day, workNanoUsd: day.workNanoUsd / 10, idleNanoUsd: 0 }));
    expect(findIn({ fleetDays: calm })).toEqual([]);
  });

  it('names the kind of machine on which the same workflows cost less', () => {
    const evidence = simulateEvidence(
      world({ providers: [even, cheaper], effects: ['duotone'], people: 200 }),
    );
    const arms = evidence.arms.map((row) => ({
      ...row,
      instanceType: row.providerId === 'north' ? 'big' : 'small',
      ...{ providerId: 'north', workflowId: 'duotone-north' },
    }));
    expect(find({ ...evidence, arms }).map(({ proposal }) => proposal)).toMatchObject([
      {
        kind: 'FLEET_OPTIMIZATION',
        change: 'OTHER_INSTANCE_TYPE',
        fromInstanceType: 'big',
        toInstanceType: 'small',
      },
    ]);
  });
});

describe('rounds', () => {
  const evidence = simulateEvidence(world({ providers: [even, cheaper], people: 200 }));

  it('do not ask again what was asked lately, and still say how sure it looks', () => {
    const first = round(evidence);
    expect(first.batch!.subjects.length).toBeGreaterThan(0);
    const second = round(evidence, { earlier: [first.batch!], askedLately: first.batch!.subjects });
    expect(second).toMatchObject({ findings: [], batch: null });
    expect(second.confidences).toEqual(first.confidences);
  });

  it('believe in less after many that found nothing', () => {
    const nothing = { level: 0.04, size: 20, rejections: 0, rejectionsPlus: 1 };
    const late = round(evidence, { earlier: new Array(30).fill(nothing) });
    expect(late.batch!.level).toBeLessThan(round(evidence).batch!.level / 50);
  });
});

describe('findings', () => {
  it('are the same for the same evidence, whatever the order of its rows', () => {
    const evidence = simulateEvidence(world({ providers: [even, cheaper], costPerRun: 17e6 }));
    const found = find(evidence);
    expect(found.length).toBeGreaterThan(2);
    expect(find({ ...evidence, arms: [...evidence.arms].reverse() })).toEqual(found);
  });
});
