import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './digest.ts';
import { generateEntries } from './generate-entries.ts';
import type { Candidate } from './manifest.ts';
import type { Observation } from './observation.ts';
import { CYCLE_MS, cycleOf, DEFAULT_POLICY, wilsonLowerBound } from './policy.ts';

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
    deliveredMilliUnits: n * 1_000,
    deliveredBusyMs: n * busyMs,
    costNanoUsd: (n + failures) * cost,
    judged: n,
    qualityPpm: Math.round(n * quality * 1e6),
  }));
}

const entriesOf = (candidates: readonly Candidate[], observations: readonly Observation[], now = NOW) =>
  generateEntries(candidates, observations, DEFAULT_POLICY, now);
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
    const later = new Date(NOW.getTime() + DEFAULT_POLICY.gate.cycles * CYCLE_MS);
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

describe('the Wilson lower bound', () => {
  it('matches the published interval for 3 of 10 at z 1.96 (0.1078)', () => {
    expect(wilsonLowerBound(3, 10, 1.96)).toBeCloseTo(0.1078, 4);
    expect(wilsonLowerBound(0, 0, 1.96)).toBe(0);
  });
});
