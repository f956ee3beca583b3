import { describe, expect, it } from 'vitest';
import { CATALOGUE, MANIFEST, workflowsOf } from '../../testing/facts.ts';
import { journeyTo } from '../../testing/journey.ts';
import { legId } from './leg-id.ts';
import { planLegs } from './plan-legs.ts';
import type { RoutingView } from './routing.ts';

const { analysis, variants } = journeyTo('DISPATCHING').run;
const runOf = (index: number) => `01890a5d-ac96-774b-bcce-${index.toString(16).padStart(12, '0')}`;
const plan = (routing: RoutingView, epsilon = 0, runId = runOf(1)) =>
  planLegs({ runId, analysis: analysis!, variants: variants! }, routing, { legCount: 3, epsilon });

describe('planning the legs of a run', () => {
  it('follows the ranks of the manifest, one workflow per provider', () => {
    const { legs, decision } = plan({ catalogue: CATALOGUE, manifest: MANIFEST });
    expect(legs.map((leg) => leg.workflowId)).toEqual([
      'look-match-fast',
      'look-match-balanced',
      'look-match-fine',
    ]);
    expect(decision.manifestVersion).toBe(7);
    expect(legs[1]!.expectedCostNanoUsd).toBe(100_000n);
  });

  it('falls back to the order of the catalogue and says so', () => {
    const { legs, decision } = plan({ catalogue: CATALOGUE, manifest: null });
    expect(legs.map((leg) => leg.workflowId)).toEqual([
      'look-match-balanced',
      'look-match-fine',
      'look-match-fast',
    ]);
    expect(decision.considered.find((item) => item.eligible)!.reason).toContain('no manifest yet');
  });

  it('gives the same run the same decision, ids included', () => {
    const routing = { catalogue: CATALOGUE, manifest: MANIFEST };
    expect(plan(routing, 0.5)).toEqual(plan(routing, 0.5));
    expect(plan(routing).legs[0]!.taskId).toBe(legId(runOf(1), 0));
  });

  it('leaves out what is barred, unhealthy, inactive or of another effect, with the reason', () => {
    const [fast, balanced, fine] = workflowsOf('look-match');
    const catalogue = [
      { ...fast!, providerStatus: 'UNHEALTHY' as const },
      { ...balanced!, active: false },
      fine!,
      ...workflowsOf('cartoon'),
    ];
    const entries = MANIFEST.entries.map((entry) => ({ ...entry, isBarred: true, reason: 'UNPRICED' }));
    const { legs, decision } = plan({ catalogue, manifest: { ...MANIFEST, entries } });
    expect(legs).toEqual([]);
    const reasons = Object.fromEntries(
      decision.considered.map(({ workflowId, reason }) => [workflowId, reason]),
    );
    expect(reasons['look-match-fast']).toContain('unhealthy');
    expect(reasons['look-match-balanced']).toContain('not active');
    expect(reasons['look-match-fine']).toContain('UNPRICED');
    expect(reasons['cartoon-fast']).toContain('does not suit');
  });

  it('gives a person’s run nothing that works for the studio’s own tries only, and says so', () => {
    const catalogue = CATALOGUE.map((workflow) =>
      workflow.providerId === 'cpu-swift'
        ? { ...workflow, budgetContexts: ['benchmark' as const, 'system_test' as const] }
        : workflow,
    );
    for (let index = 0; index < 200; index += 1) {
      const { legs } = plan({ catalogue, manifest: MANIFEST }, 0.5, runOf(index));
      expect(legs.map((leg) => leg.providerId)).not.toContain('cpu-swift');
    }
    const { legs, decision } = plan({ catalogue, manifest: MANIFEST });
    const swift = decision.considered.find(({ workflowId }) => workflowId === 'look-match-fast')!;
    expect(swift.reason).toBe('provider cpu-swift works for benchmark and system_test only');
    const ours = plan({ catalogue, manifest: MANIFEST, budgetContext: 'system_test' });
    expect(ours.legs.map((leg) => leg.providerId)).toContain('cpu-swift');
    expect(legs.length).toBeGreaterThan(0);
  });

  it('tries the next effect type when nobody can make the first', () => {
    const { legs } = plan({ catalogue: workflowsOf('duotone'), manifest: null });
    expect(new Set(legs.map((leg) => leg.effectTypeId))).toEqual(new Set(['duotone']));
  });

  it('explores with the last leg in about ε of the runs, and logs true propensities', () => {
    const routing = { catalogue: CATALOGUE, manifest: MANIFEST };
    const epsilon = 0.3;
    const runs = 4_000;
    const counts = new Map<string, number>();
    let explored = 0;
    for (let index = 0; index < runs; index += 1) {
      const { legs } = plan(routing, epsilon, runOf(index));
      if (legs[2]!.role === 'exploration') explored += 1;
      counts.set(legs[2]!.workflowId, (counts.get(legs[2]!.workflowId) ?? 0) + 1);
    }
    const { decision } = plan(routing, epsilon);
    const last = decision.considered.filter(({ propensity }) => propensity > 0 && propensity < 1);
    expect(last.reduce((sum, { propensity }) => sum + propensity, 0)).toBeCloseTo(1);
    for (const { workflowId, propensity } of last) {
      expect((counts.get(workflowId) ?? 0) / runs).toBeCloseTo(propensity, 1);
    }
    // A draw that lands on the greedy choice explores nothing.
    expect(explored / runs).toBeCloseTo(epsilon * (1 - 1 / last.length), 1);
  });

  it('gives no provider the gentler prompt every time', () => {
    const routing = { catalogue: CATALOGUE, manifest: MANIFEST };
    const strengths = Array.from(
      { length: 50 },
      (_, i) => plan(routing, 0, runOf(i)).legs[0]!.parameters.strength,
    );
    expect(new Set(strengths)).toEqual(new Set([1, 0.8]));
  });

  it('names legs by valid version 7 ids in the order of the run', () => {
    expect(legId(runOf(1), 0)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(legId(runOf(1), 0)).not.toBe(legId(runOf(1), 1));
  });
});
