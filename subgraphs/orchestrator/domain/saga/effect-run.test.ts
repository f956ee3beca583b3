import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  EFFECT_ID,
  EXAMPLE_ID,
  effectSubmitted,
  FOOTAGE_ID,
  factsOf,
  MANIFEST,
  RUN_ID,
  worldWith,
} from '../../testing/facts.ts';
import { Journey } from '../../testing/journey.ts';
import { legId } from '../plan/leg-id.ts';
import { isTerminal } from './run-state.ts';
import type { SagaInput } from './saga-input.ts';

const facts = factsOf();
const effectRun = (world = worldWith()) => new Journey(world, effectSubmitted());
/** A run of a published effect as far as its first leg. */
const dispatched = (world = worldWith()) =>
  effectRun(world).give(facts.clipReady(FOOTAGE_ID), facts.reserved(), facts.footageAnalyzed());
const lastLeg = (journey: Journey): string => journey.run.legs.at(-1)!.taskId;
const done = (taskId: string, composite = 0.8): SagaInput[] => [
  facts.dispatched(taskId),
  facts.succeeded(taskId),
  facts.judged(taskId, composite),
];

describe('a run of a published effect', () => {
  it('needs the footage only, asks for no prompts and renders all of it with one pinned workflow', () => {
    const journey = dispatched();
    expect(journey.visited()).toEqual(['RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING']);
    expect(journey.events('RunRequested')).toEqual([]);
    expect(journey.events('EffectRunRequested')).toMatchObject([
      { effectId: EFFECT_ID, footageVideoId: FOOTAGE_ID, quote: { amountTokens: 10 } },
    ]);
    const [batch] = journey.events('TestBatchDispatched');
    expect(batch!.inputs.exampleKey).toBeNull();
    expect(batch!.legs).toMatchObject([
      { workflowId: 'look-match-balanced', excerpt: null, parameters: { strength: 1 } },
    ]);
  });

  it('renders the part to which the clip was trimmed, and no more', () => {
    const trim = { startMs: 2_000, durationMs: 3_000 };
    const journey = new Journey(worldWith(), { ...effectSubmitted(), trim });
    journey.give(facts.clipReady(FOOTAGE_ID), facts.reserved(), facts.footageAnalyzed());
    expect(journey.events('TestBatchDispatched')[0]!.legs).toMatchObject([{ excerpt: trim, workUnits: 1.5 }]);
  });

  it('is charged when its leg passes, and completes without a reviewer', () => {
    const journey = dispatched();
    journey.give(...done(lastLeg(journey)));
    expect(journey.run.state).toBe('COMPLETED');
    expect(journey.events('ResultReady')).toMatchObject([
      { finishTaskId: lastLeg(journey), chargeTokens: 10, effectId: EFFECT_ID },
    ]);
    expect(journey.events('ApprovalRequested')).toEqual([]);
    expect(journey.events('RunCompleted')).toHaveLength(1);
  });

  it.each<[string, (taskId: string) => SagaInput[]]>([
    ['fails', (taskId) => [facts.taskFailed(taskId)]],
    ['is refused', (taskId) => [facts.succeeded(taskId), facts.outputRejected(taskId)]],
    ['takes too long', (taskId) => [{ type: 'FinishDeadline', finishTaskId: taskId }]],
    ['is worse than the floor', (taskId) => done(taskId, 0.49)],
  ])('lets the next pinned workflow take over when a leg %s, at the same price', (_, trouble) => {
    const journey = dispatched();
    const first = lastLeg(journey);
    journey.give(...trouble(first));
    expect(journey.run.state).toBe('DISPATCHING');
    const second = lastLeg(journey);
    expect(second).not.toBe(first);
    expect(journey.run.legs.at(-1)).toMatchObject({ workflowId: 'look-match-fast' });
    journey.give(...done(second));
    expect(journey.run.state).toBe('COMPLETED');
    expect(journey.events('ResultReady')).toMatchObject([{ finishTaskId: second, chargeTokens: 10 }]);
  });

  it('fails with every reason and gives the tokens back when no pinned workflow is left', () => {
    const journey = dispatched();
    journey.give(facts.taskFailed(lastLeg(journey)));
    journey.give(...done(lastLeg(journey), 0.2));
    expect(journey.run.state).toBe('FAILED');
    const [failure] = journey.events('RunFailed');
    expect(failure!.humanReadableCause).toMatch(
      /look-match-balanced: It broke\..*look-match-fast: Its quality/,
    );
    expect(journey.events('ResultReady')).toEqual([]);
    const last = journey.said.filter((command) => command.type === 'transition').at(-1);
    expect(last).toMatchObject({ to: 'FAILED', compensates: true });
  });

  it('does not use a workflow that was changed since the effect was approved', () => {
    const catalogue = CATALOGUE.map((workflow) =>
      workflow.workflowId === 'look-match-balanced' ? { ...workflow, digest: 'cd'.repeat(32) } : workflow,
    );
    const journey = dispatched(worldWith({ routing: { catalogue, manifest: null } }));
    expect(journey.run.legs).toMatchObject([{ workflowId: 'look-match-fast' }]);
    expect(journey.run.decision!.considered).toContainEqual(
      expect.objectContaining({
        workflowId: 'look-match-balanced',
        eligible: false,
        reason: 'the workflow was changed since the effect was approved',
      }),
    );
  });

  it('explores among the pinned workflows as often as ε says, with the true chance logged', () => {
    const policies = [
      {
        effectTypeId: 'look-match',
        policyVersion: 1,
        kind: 'EPSILON_GREEDY' as const,
        explorationShare: 0.2,
      },
    ];
    const world = worldWith({ routing: { catalogue: CATALOGUE, manifest: { ...MANIFEST, policies } } });
    const legs = Array.from({ length: 1_000 }, (_, index) => {
      const runId = `01890a5d-ac96-774b-bcce-${index.toString(16).padStart(12, '0')}`;
      const of = factsOf(runId);
      const journey = new Journey(world, effectSubmitted(runId)).give(
        of.clipReady(FOOTAGE_ID),
        of.reserved(),
        of.footageAnalyzed(),
      );
      const leg = journey.run.legs[0]!;
      const { propensity } = journey.run.decision!.considered.find(
        ({ workflowId }) => workflowId === leg.workflowId,
      )!;
      return { ...leg, propensity };
    });
    const explored = legs.filter(({ role }) => role === 'exploration');
    // Two workflows, ε spread evenly over both: 0.1 of the runs take the second.
    expect(explored.length / legs.length).toBeCloseTo(0.1, 1);
    for (const leg of explored) expect(leg.propensity).toBeCloseTo(0.1, 9);
  });

  it('takes no notice of what belongs to runs with an example', () => {
    const journey = dispatched();
    const before = journey.run;
    journey.give(
      facts.clipReady(EXAMPLE_ID),
      facts.analyzed(),
      facts.prompted(),
      { type: 'LegsDeadline' },
      {
        type: 'ChooseCandidate',
        taskId: lastLeg(journey),
      },
    );
    expect(journey.run.state).toBe('DISPATCHING');
    expect(journey.run.variants).toBe(before.variants);
  });

  it('ends at most once and charges at most once, whatever comes in whatever order', () => {
    const tasks = [0, 1, 2].map((ordinal) => legId(RUN_ID, ordinal));
    const inputs: SagaInput[] = [
      facts.clipReady(FOOTAGE_ID),
      facts.reserved(),
      facts.footageAnalyzed(),
      facts.analysisFailed(),
      facts.reservationRefused(),
      { type: 'RunDeadline' },
      { type: 'Cancel', cancelledBy: RUN_ID },
      ...tasks.flatMap((id): SagaInput[] => [
        facts.dispatched(id),
        facts.succeeded(id),
        facts.judged(id),
        facts.judged(id, 0.1),
        facts.taskFailed(id),
        facts.taskCancelled(id),
        facts.outputRejected(id),
        { type: 'FinishDeadline', finishTaskId: id },
      ]),
    ];
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.constantFrom(...inputs), { minLength: 1, maxLength: 80, size: 'max' }),
        (isDispatched, story) => {
          const journey = (isDispatched ? dispatched() : effectRun()).give(...story);
          expect(journey.visited().filter(isTerminal).length).toBeLessThanOrEqual(1);
          expect(journey.events('ResultReady').length).toBe(journey.run.state === 'COMPLETED' ? 1 : 0);
          const keys = journey.said.flatMap((command) => (command.type === 'emit' ? [command.key] : []));
          expect(new Set(keys).size).toBe(keys.length);
          const workflows = journey.run.legs.map(({ workflowId }) => workflowId);
          expect(new Set(workflows).size).toBe(workflows.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
