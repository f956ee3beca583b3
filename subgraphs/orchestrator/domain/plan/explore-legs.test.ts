import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, MANIFEST, submitted, workflowsOf } from '../../testing/facts.ts';
import { journeyTo } from '../../testing/journey.ts';
import { toEventLeg } from '../saga/phases/event-leg.ts';
import { planLegs } from './plan-legs.ts';
import type { ManifestEntry, RoutingManifest, RoutingTrial, RoutingView } from './routing.ts';

const { analysis, variants } = journeyTo('DISPATCHING').run;
const runOf = (index: number) => `01890a5d-ac96-774b-bcce-${index.toString(16).padStart(12, '0')}`;

const entry = (workflowId: string, fields: Partial<ManifestEntry> = {}): ManifestEntry => ({
  ...MANIFEST.entries[0]!,
  workflowId,
  ...fields,
});

/** Five workflows of one effect type, ranked a to e; what is after the legs' count is only ever explored. */
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const catalogue = NAMES.map((name) => ({
  ...workflowsOf('look-match')[0]!,
  workflowId: name,
  providerId: `of-${name}`,
}));
const WEIGHTS = [0.5, 0.2, 0.15, 0.1, 0.05];
const manifestWith = (
  fields: Partial<RoutingManifest> = {},
  entries: ManifestEntry[] = [],
): RoutingManifest => ({
  ...MANIFEST,
  policies: [{ effectTypeId: 'look-match', policyVersion: 3, kind: 'THOMPSON', explorationShare: 0.2 }],
  ...fields,
  entries: NAMES.map(
    (name, index) =>
      entries.find((one) => one.workflowId === name) ??
      entry(name, { rank: index + 1, weight: WEIGHTS[index]!, expectedCostNanoUsd: 1_000n }),
  ),
});

const plan = (routing: RoutingView, { runId = runOf(1), legCount = 3 } = {}) =>
  planLegs({ runId, analysis: analysis!, variants: variants! }, routing, { legCount, epsilon: 0.05 });

/** How often each workflow got a leg that people see, over many runs. */
function frequencies(routing: RoutingView, runs = 4_000, legCount = 3): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = 0; index < runs; index += 1) {
    for (const leg of plan(routing, { runId: runOf(index), legCount }).legs) {
      if (leg.role !== 'shadow') counts.set(leg.workflowId, (counts.get(leg.workflowId) ?? 0) + 1 / runs);
    }
  }
  return counts;
}

function expectTruePropensities(routing: RoutingView, legCount = 3): void {
  const counts = frequencies(routing, 4_000, legCount);
  for (const { workflowId, propensity } of plan(routing, { legCount }).decision.considered) {
    expect(counts.get(workflowId) ?? 0, workflowId).toBeCloseTo(propensity, 1);
  }
}

describe('the last leg under Thompson’s weights', () => {
  it('is drawn by the weights of what the certain legs left, and says so', () => {
    const routing = { catalogue, manifest: manifestWith() };
    const { decision } = plan(routing);
    const chance = Object.fromEntries(decision.considered.map((one) => [one.workflowId, one.propensity]));
    expect(chance).toMatchObject({ a: 1, b: 1 });
    expect(chance.c).toBeCloseTo(0.15 / 0.3);
    expect(chance.d).toBeCloseTo(0.1 / 0.3);
    expect(decision).toMatchObject({ policyKind: 'THOMPSON', explorationShare: 0.2, trialId: null });
    expectTruePropensities(routing);
  });

  it('is the whole choice where a run has one leg', () => {
    const routing = { catalogue, manifest: manifestWith() };
    const counts = frequencies(routing, 4_000, 1);
    for (const [index, name] of NAMES.entries()) expect(counts.get(name)).toBeCloseTo(WEIGHTS[index]!, 1);
  });
});

describe('exploration', () => {
  const policies = [
    { effectTypeId: 'look-match', policyVersion: 1, kind: 'EPSILON_GREEDY' as const, explorationShare: 0.6 },
  ];

  it.each([
    ['the wallet is empty', { manifest: manifestWith({ policies, isExplorationStopped: true }) }],
    ['economics is silent', { manifest: manifestWith({ policies }), isManifestStale: true }],
    [
      'the allowance of the cycle is planned away',
      {
        manifest: manifestWith({ policies }),
        exploration: { isStopped: false, leftNanoUsd: 999n, shadowLegs: new Map() },
      },
    ],
  ])('stops when %s, and service goes on', (_why, routing) => {
    const counts = frequencies({ catalogue, ...routing }, 300);
    expect([...counts.keys()].sort()).toEqual(['a', 'b', 'c']);
    const { decision } = plan({ catalogue, ...routing });
    expect(decision.considered.map(({ propensity }) => propensity)).toEqual([1, 1, 1, 0, 0]);
  });

  it('goes to what is left of the allowance and to nothing dearer', () => {
    const manifest = manifestWith({ policies }, [entry('e', { rank: 5, expectedCostNanoUsd: 5_000n })]);
    const exploration = { isStopped: false, leftNanoUsd: 2_000n, shadowLegs: new Map() };
    const routing = { catalogue, manifest, exploration };
    expect(frequencies(routing, 500).get('e')).toBeUndefined();
    expectTruePropensities(routing);
  });

  it('has chances that add up to the number of legs, whatever the manifest says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('THOMPSON' as const, 'EPSILON_GREEDY' as const),
        fc.integer({ min: 1, max: 5 }),
        (weights, explorationShare, kind, legCount) => {
          const manifest = manifestWith(
            { policies: [{ effectTypeId: 'look-match', policyVersion: 1, kind, explorationShare }] },
            NAMES.map((name, index) => entry(name, { rank: index + 1, weight: weights[index]! })),
          );
          const { legs, decision } = plan({ catalogue, manifest }, { legCount });
          const sum = decision.considered.reduce((total, { propensity }) => total + propensity, 0);
          expect(sum).toBeCloseTo(legCount, 6);
          expect(legs).toHaveLength(legCount);
          for (const leg of legs) {
            const own = decision.considered.find(({ workflowId }) => workflowId === leg.workflowId);
            expect(own!.propensity).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

describe('shadow legs', () => {
  const shadowed = (fields: Partial<ManifestEntry> = {}) =>
    entry('e', {
      rank: 5,
      weight: 0,
      isBarred: true,
      reason: 'NEW: 3 of 30 legs measured',
      shadowLegsPerCycle: 2,
      ...fields,
    });
  const shadowsIn = (routing: RoutingView) =>
    plan(routing)
      .legs.filter((leg) => leg.role === 'shadow')
      .map((leg) => leg.workflowId);

  it('measure what the manifest names, beside the legs that people see', () => {
    const { legs, decision } = plan({ catalogue, manifest: manifestWith({}, [shadowed()]) });
    expect(legs.map(({ role, ordinal }) => [role === 'shadow', ordinal])).toEqual([
      [false, 0],
      [false, 1],
      [false, 2],
      [true, 3],
    ]);
    expect(decision.considered.find(({ workflowId }) => workflowId === 'e')).toMatchObject({
      eligible: false,
      propensity: 0,
      reason: 'barred by the manifest: NEW: 3 of 30 legs measured',
    });
  });

  it('end when the cycle had enough of them, the money is gone, or the provider is unwell', () => {
    const manifest = manifestWith({}, [shadowed()]);
    const exploration = (leftNanoUsd: bigint | null, used: number) => ({
      isStopped: false,
      leftNanoUsd,
      shadowLegs: new Map([['e', used]]),
    });
    expect(shadowsIn({ catalogue, manifest, exploration: exploration(null, 1) })).toEqual(['e']);
    expect(shadowsIn({ catalogue, manifest, exploration: exploration(null, 2) })).toEqual([]);
    expect(shadowsIn({ catalogue, manifest, exploration: exploration(49_999n, 0) })).toEqual([]);
    expect(shadowsIn({ catalogue, manifest, isManifestStale: true })).toEqual([]);
    const ill = catalogue.map((one) => ({ ...one, providerStatus: 'UNHEALTHY' as const }));
    expect(shadowsIn({ catalogue: [...catalogue.slice(0, 4), ill[4]!], manifest })).toEqual([]);
  });

  it('are never what a person sees or waits for', () => {
    const routing = { catalogue: CATALOGUE, manifest: null };
    const journey = journeyTo('DISPATCHING', { ...journeyTo('DISPATCHING').world, routing });
    const shadow = { ...journey.run.legs[0]!, taskId: runOf(99), ordinal: 9, role: 'shadow' as const };
    journey.run = { ...journey.run, legs: [...journey.run.legs, shadow] };
    expect(journey.candidates()).not.toContain(shadow.taskId);
  });
});

describe('an A/B', () => {
  const trial = (fields: Partial<RoutingTrial> = {}): RoutingTrial => ({
    trialId: runOf(7),
    effectTypeId: 'look-match',
    workflowA: 'a',
    workflowB: 'e',
    mode: 'CANDIDATE',
    share: 0.3,
    ...fields,
  });

  it('gives both workflows the same input in its share of the runs, with true propensities', () => {
    const routing = { catalogue, manifest: manifestWith({ trials: [trial()] }) };
    expectTruePropensities(routing);
    let inTrial = 0;
    for (let index = 0; index < 2_000; index += 1) {
      const { legs, decision } = plan(routing, { runId: runOf(index) });
      if (decision.trialId === null) continue;
      inTrial += 1;
      const names = legs.map((leg) => leg.workflowId);
      expect(names).toContain('a');
      expect(names).toContain('e');
    }
    expect(inTrial / 2_000).toBeCloseTo(0.3, 1);
  });

  it('that is unseen adds a shadow leg for what the run would not have tried', () => {
    const barred = entry('e', { rank: 5, weight: 0, isBarred: true, reason: 'SHADOWED_BY_ADMIN: new' });
    const routing = {
      catalogue,
      manifest: manifestWith({ trials: [trial({ mode: 'SHADOW', share: 1 })] }, [barred]),
    };
    const { legs, decision } = plan(routing);
    expect(decision.trialId).toBe(runOf(7));
    expect(legs.find((leg) => leg.workflowId === 'e')!.role).toBe('shadow');
    expect(legs.find((leg) => leg.workflowId === 'a')!.role).toBe('candidate');
  });

  it('waits while one of the two cannot run or exploration is stopped', () => {
    const gone = catalogue.map((one) => (one.workflowId === 'e' ? { ...one, active: false } : one));
    const manifest = manifestWith({ trials: [trial({ share: 1 })] });
    expect(plan({ catalogue: gone, manifest }).decision.trialId).toBeNull();
    expect(plan({ catalogue, manifest, isManifestStale: true }).decision.trialId).toBeNull();
  });
});

describe('the budget gate', () => {
  it('lets no leg through whose run has no reservation, whatever its role', () => {
    const run = journeyTo('FINISHING').run;
    const roles = new Set(run.legs.map((leg) => leg.role));
    expect(roles).toContain('finish');
    for (const leg of run.legs) {
      for (const role of ['candidate', 'exploration', 'shadow', 'finish'] as const) {
        expect(toEventLeg(run, { ...leg, role }).budgetContext).toBe('user_run');
        expect(() => toEventLeg(submitted(), { ...leg, role })).toThrow(/before its tokens were reserved/);
      }
    }
  });
});
