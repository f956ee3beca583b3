import { canonicalJson } from '@effect-studio/schema/routing/published-manifest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateEntries, type RoutingWorld } from './generate-entries.ts';
import type { Candidate } from './manifest.ts';
import type { Observation } from './observation.ts';
import { CYCLE_MS, cycleOf, DEFAULT_POLICY, LEARNING, POLICY_KINDS, type RoutingPolicy } from './policy.ts';

const NOW = new Date('2026-01-02T00:00:00Z');

const candidate = (workflowId: string, fields: Partial<Candidate> = {}): Candidate => ({
  workflowId,
  providerId: `of-${workflowId}`,
  effectTypeId: 'look-match',
  providerStatus: 'HEALTHY',
  isActive: true,
  isPriced: true,
  ...fields,
});

/** Observations of one workflow: `n` good attempts per cycle over the last `cycles`. */
function seen(
  workflowId: string,
  of: {
    n?: number;
    failures?: number;
    quality?: number;
    cost?: number;
    busyMs?: number;
    cycles?: number;
    ago?: number;
  },
): Observation[] {
  const { n = 10, failures = 0, quality = 0.8, cost = 1_000, busyMs = 2_000, cycles = 1, ago = 0 } = of;
  return Array.from({ length: cycles }, (_, index) => ({
    workflowId,
    providerId: `of-${workflowId}`,
    effectTypeId: 'look-match',
    cycleStart: new Date(cycleOf(NOW).getTime() - (index + ago) * CYCLE_MS),
    attempts: n + failures,
    successes: n,
    failures,
    rejections: 0,
    // Bad ones came last.
    trailingFailures: failures,
    trailingSuccesses: failures > 0 ? 0 : n,
    deliveredMilliUnits: n * 1_000,
    deliveredMilliUnitsSquared: n * 1_000_000,
    deliveredBusyMs: n * busyMs,
    deliveredBusyMsSquared: n * busyMs ** 2,
    deliveredBusyMsMilliUnits: n * busyMs * 1_000,
    costNanoUsd: (n + failures) * cost,
    costNanoUsdSquared: (n + failures) * cost ** 2,
    costNanoUsdMilliUnits: n * cost * 1_000,
    unpricedAttempts: 0,
    judged: n,
    qualityPpm: Math.round(n * quality * 1e6),
    qualityPpmSquared: Math.round(n * (quality * 1e6) ** 2),
  }));
}

const entriesOf = (
  candidates: readonly Candidate[],
  observations: readonly Observation[],
  now = NOW,
  world: Partial<RoutingWorld & { policy: Partial<RoutingPolicy> }> = {},
) =>
  generateEntries(candidates, observations, {
    now,
    policyOf: () => ({ ...DEFAULT_POLICY, ...world.policy }),
    revenueOf: () => 1_000_000,
    isExplorationStopped: false,
    ...world,
  });
const weightOf = (entries: ReturnType<typeof entriesOf>, workflowId: string) =>
  entries.find((entry) => entry.workflowId === workflowId)!.weight;

describe('a manifest', () => {
  it('is the same bytes for the same facts in any order', () => {
    const candidates = ['a', 'b', 'c', 'd'].map((id) => candidate(id));
    const observations = [
      ...seen('a', { cycles: 20, quality: 0.71 }),
      ...seen('b', { cycles: 30, cost: 333, failures: 1 }),
      ...seen('c', { cycles: 7, busyMs: 777 }),
    ];
    const first = canonicalJson(entriesOf(candidates, observations));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(candidates, { minLength: candidates.length }),
        fc.shuffledSubarray(observations, { minLength: observations.length }),
        (shuffledCandidates, shuffledObservations) => {
          expect(canonicalJson(entriesOf(shuffledCandidates, shuffledObservations))).toBe(first);
        },
      ),
    );
  });

  it('gives the weights of an effect a sum of one, whatever was seen', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            n: fc.nat(30),
            failures: fc.nat(5),
            quality: fc.double({ min: 0, max: 1, noNaN: true }),
            cost: fc.nat(10 ** 7),
            busyMs: fc.nat(10 ** 5),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        (arms) => {
          const entries = entriesOf(
            arms.map((_, index) => candidate(`w${index}`)),
            arms.flatMap((arm, index) => seen(`w${index}`, arm)),
          );
          const sum = entries.reduce((total, entry) => total + entry.weight, 0);
          const isAllBarred = entries.every((entry) => entry.isBarred);
          expect(sum).toBeCloseTo(isAllBarred ? 0 : 1, 5);
          expect(entries.map((entry) => entry.rank)).toEqual(entries.map((_, index) => index + 1));
        },
      ),
    );
  });

  it('converges to the best workflow and keeps a share for the others', () => {
    const entries = entriesOf(
      [candidate('dear'), candidate('good'), candidate('poor')],
      [
        ...seen('dear', { cycles: 10, quality: 0.82, cost: 9_000, busyMs: 9_000 }),
        ...seen('good', { cycles: 10, quality: 0.8 }),
        ...seen('poor', { cycles: 10, quality: 0.3 }),
      ],
    );
    expect(entries[0]!.workflowId).toBe('good');
    expect(weightOf(entries, 'good')).toBeCloseTo(0.95 + 0.05 / 3, 6);
    expect(weightOf(entries, 'poor')).toBeCloseTo(0.05 / 3, 6);
  });

  it('spreads traffic evenly while nothing was measured', () => {
    const entries = entriesOf([candidate('a'), candidate('b')], []);
    expect(entries.map((entry) => entry.weight)).toEqual([0.5, 0.5]);
    expect(entries[0]).toMatchObject({
      expectedQuality: null,
      expectedCostNanoUsd: null,
      expectedDurationMs: null,
      sampleCount: 0,
    });
  });

  it('takes a failing provider out in the next cycle and lets it back in when the failures are an hour old', () => {
    const candidates = [candidate('sick'), candidate('well')];
    const history = [
      ...seen('sick', { cycles: 40, quality: 0.95, ago: 1 }),
      ...seen('well', { cycles: 41, quality: 0.6 }),
    ];
    expect(weightOf(entriesOf(candidates, history), 'sick')).toBeGreaterThan(0.9);
    const outage = [...history, ...seen('sick', { n: 0, failures: 30 })];
    const during = entriesOf(candidates, outage);
    expect(weightOf(during, 'sick')).toBe(0);
    expect(during.find((entry) => entry.workflowId === 'sick')).toMatchObject({
      isBarred: true,
      reason: 'FAILING',
    });
    const later = new Date(NOW.getTime() + LEARNING.gate.cycles * CYCLE_MS);
    expect(weightOf(entriesOf(candidates, outage, later), 'sick')).toBeGreaterThan(0);
  });

  it('does not take a provider out for one or two failures', () => {
    const entries = entriesOf(
      [candidate('a'), candidate('b')],
      [...seen('a', { n: 0, failures: 2 }), ...seen('b', {})],
    );
    expect(entries.every((entry) => !entry.isBarred)).toBe(true);
  });

  it.each([
    ['UNPRICED', { isPriced: false }],
    ['PROVIDER_UNHEALTHY', { providerStatus: 'UNHEALTHY' as const }],
    ['PROVIDER_PAUSED', { providerStatus: 'PAUSED' as const }],
    ['INACTIVE', { isActive: false }],
  ])('bars what is %s and says so', (reason, fields) => {
    const entries = entriesOf([candidate('a', fields), candidate('b')], seen('a', { quality: 1 }));
    expect(entries.find((entry) => entry.workflowId === 'a')).toMatchObject({
      isBarred: true,
      weight: 0,
      reason,
      rank: 2,
    });
    expect(weightOf(entries, 'b')).toBe(1);
  });

  it('believes one lucky attempt less than many ordinary ones', () => {
    const entries = entriesOf(
      [candidate('lucky'), candidate('steady')],
      [...seen('lucky', { n: 1, quality: 1 }), ...seen('steady', { n: 100, quality: 0.8 })],
    );
    const { expectedQuality } = entries.find((entry) => entry.workflowId === 'lucky')!;
    // The pooled mean is (1 + 80) ÷ 101; six parts of evidence, five of them the pool's.
    expect(expectedQuality).toBeCloseTo((1 + 5 * (81 / 101)) / 6, 6);
  });

  it('makes successful attempts carry what failed ones cost', () => {
    const entries = entriesOf([candidate('a')], seen('a', { n: 10, failures: 2, cost: 1_000 }));
    expect(entries[0]!.expectedCostNanoUsd).toBe('1200');
  });
});

describe('who gets no traffic', () => {
  const proven = seen('old', { cycles: 10 });

  it('a newcomer, until 30 of its legs were measured unseen', () => {
    const candidates = [candidate('old'), candidate('new', { isNewcomer: true })];
    const early = entriesOf(candidates, [...proven, ...seen('new', { n: 29, quality: 1 })]);
    expect(early.find((entry) => entry.workflowId === 'new')).toMatchObject({
      state: 'SHADOW',
      weight: 0,
      isBarred: true,
      shadowLegsPerCycle: LEARNING.shadowLegsPerCycle,
      reason: 'NEW: 29 of 30 legs measured',
    });
    expect(weightOf(entriesOf(candidates, [...proven, ...seen('new', { n: 30 })]), 'new')).toBeGreaterThan(0);
  });

  it('a newcomer is no newcomer where nobody is proven', () => {
    const entries = entriesOf([candidate('old'), candidate('new', { isNewcomer: true })], []);
    expect(weightOf(entries, 'new')).toBe(0.5);
  });

  it('what is surely below the floor of its effect; what may be above is ranked after what surely is', () => {
    const entries = entriesOf(
      [candidate('below'), candidate('unsure'), candidate('sure')],
      [
        ...seen('below', { cycles: 20, quality: 0.3, cost: 10 }),
        ...seen('unsure', { n: 1, quality: 0.52, cost: 10 }),
        ...seen('sure', { cycles: 20, quality: 0.9, cost: 90_000 }),
      ],
      NOW,
      { policy: { qualityFloor: 0.6 } },
    );
    expect(entries.map(({ workflowId, state }) => [workflowId, state])).toEqual([
      ['sure', 'ELIGIBLE'],
      ['unsure', 'ELIGIBLE'],
      ['below', 'BARRED'],
    ]);
    expect(entries[2]!.reason).toBe('BELOW_QUALITY_FLOOR');
  });

  it('what an admin bars or shadows; a pin gives all traffic to what may have it', () => {
    const order = (kind: 'BAR' | 'PIN' | 'SHADOW') => ({ order: { kind, reason: 'because' } });
    const observations = [...seen('a', { quality: 1 }), ...seen('b', {}), ...seen('c', { quality: 0.4 })];
    const barred = entriesOf([candidate('a', order('BAR')), candidate('b')], observations);
    expect(barred[1]).toMatchObject({ workflowId: 'a', reason: 'BARRED_BY_ADMIN: because', weight: 0 });
    const shadowed = entriesOf([candidate('a', order('SHADOW')), candidate('b')], observations);
    expect(shadowed[1]).toMatchObject({ workflowId: 'a', state: 'SHADOW', weight: 0 });
    const pinned = entriesOf([candidate('a'), candidate('b'), candidate('c', order('PIN'))], observations);
    expect(pinned[0]).toMatchObject({ workflowId: 'c', weight: 1, rank: 1 });
    const ill = entriesOf(
      [candidate('a'), candidate('c', { ...order('PIN'), providerStatus: 'UNHEALTHY' })],
      observations,
    );
    expect(weightOf(ill, 'a')).toBe(1);
  });
});

describe('the ranking', () => {
  it('is by what margin is at least, whatever the utility', () => {
    const entries = entriesOf(
      [candidate('splendid'), candidate('profitable')],
      [
        ...seen('splendid', { cycles: 20, quality: 0.99, cost: 500_000 }),
        ...seen('profitable', { cycles: 20, quality: 0.5, cost: 400_000 }),
      ],
    );
    expect(entries[0]).toMatchObject({ workflowId: 'profitable' });
    expect(entries[0]!.marginLowerBound).toBeCloseTo(0.6, 2);
  });

  it('is by utility where margins are the same to the business', () => {
    const entries = entriesOf(
      [candidate('splendid'), candidate('plain')],
      [
        ...seen('splendid', { cycles: 20, quality: 0.99, cost: 2_000 }),
        ...seen('plain', { cycles: 20, quality: 0.5, cost: 1_000 }),
      ],
    );
    expect(entries[0]!.workflowId).toBe('splendid');
  });

  it('puts what a degraded provider does last of the eligible', () => {
    const entries = entriesOf(
      [candidate('ill', { providerStatus: 'DEGRADED' }), candidate('well')],
      [...seen('ill', { quality: 1 }), ...seen('well', { quality: 0.5 })],
    );
    expect(entries.map((entry) => entry.workflowId)).toEqual(['well', 'ill']);
  });
});

describe('an empty exploration wallet', () => {
  it.each(POLICY_KINDS)('leaves %s with the best alone, without shadow legs', (kind) => {
    const entries = entriesOf(
      [candidate('a'), candidate('b'), candidate('new', { isNewcomer: true })],
      [...seen('a', { cycles: 10, quality: 0.9 }), ...seen('b', { cycles: 10, quality: 0.6 })],
      NOW,
      { isExplorationStopped: true, policy: { kind } },
    );
    expect(weightOf(entries, 'a')).toBe(1);
    expect(entries.every((entry) => entry.shadowLegsPerCycle === 0)).toBe(true);
  });
});

describe('Thompson’s weights', () => {
  const world = { policy: { kind: 'THOMPSON' as const } };

  it('are the same for the same cycle, and leave a floor to the worst', () => {
    const candidates = [candidate('a'), candidate('b')];
    const observations = [
      ...seen('a', { cycles: 20, quality: 0.9 }),
      ...seen('b', { cycles: 20, quality: 0.4 }),
    ];
    const entries = entriesOf(candidates, observations, NOW, world);
    expect(entriesOf([...candidates].reverse(), observations, NOW, world)).toEqual(entries);
    expect(weightOf(entries, 'b')).toBeCloseTo(DEFAULT_POLICY.weightFloor / 2, 2);
  });
});
