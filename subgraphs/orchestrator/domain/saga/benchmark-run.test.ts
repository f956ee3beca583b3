import { describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  EXAMPLE_ID,
  FOOTAGE_ID,
  factsOf,
  MANIFEST,
  submitted,
  worldWith,
} from '../../testing/facts.ts';
import { Journey } from '../../testing/journey.ts';

const VARIANT_ID = '01890a5d-ac96-774b-bcce-b302099a80aa';
const facts = factsOf();
const benchmark = () => ({
  ...submitted(),
  budgetContext: 'benchmark' as const,
  benchmark: { effectTypeId: 'duotone' },
  quote: { amountTokens: 0, rateCardVersion: 1 },
  variants: [{ variantId: VARIANT_ID, effectTypeId: 'duotone', text: 'duotone', parameters: {} }],
});
const free = () => {
  const reserved = facts.reserved();
  return { ...reserved, payload: { ...reserved.payload, amountTokens: 0 } };
};
/** A benchmark as far as its legs. */
const dispatched = (world = worldWith()) =>
  new Journey(world, benchmark()).give(
    facts.clipReady(EXAMPLE_ID),
    facts.clipReady(FOOTAGE_ID),
    free(),
    facts.analyzed(),
  );

describe('a benchmark', () => {
  it('gives every workflow of its effect the same prompt and the whole footage, in its own budget', () => {
    // The manifest bars what fails; a benchmark wants to know about it all the same.
    const barred = { ...MANIFEST, entries: MANIFEST.entries.map((entry) => ({ ...entry, isBarred: true })) };
    const journey = dispatched(worldWith({ routing: { catalogue: CATALOGUE, manifest: barred } }));
    const [batch] = journey.events('TestBatchDispatched');
    expect(batch!.legs.map(({ workflowId }) => workflowId).sort()).toEqual([
      'duotone-balanced',
      'duotone-fast',
      'duotone-fine',
    ]);
    for (const leg of batch!.legs) {
      expect(leg).toMatchObject({ excerpt: null, promptVariantId: VARIANT_ID, budgetContext: 'benchmark' });
    }
  });

  it('leaves out providers that cannot work now, and says so', () => {
    const catalogue = CATALOGUE.map((workflow) =>
      workflow.providerId === 'cpu-swift' ? { ...workflow, providerStatus: 'PAUSED' as const } : workflow,
    );
    const [batch] = dispatched(worldWith({ routing: { catalogue, manifest: null } })).events(
      'TestBatchDispatched',
    );
    expect(batch!.legs).toHaveLength(2);
    expect(batch!.decision.considered.find(({ workflowId }) => workflowId === 'duotone-fast')).toMatchObject({
      eligible: false,
      reason: 'provider cpu-swift is paused',
    });
  });

  it('ends COMPLETED when all legs are judged, without a choice, a charge or a reviewer', () => {
    const journey = dispatched();
    const legs = journey.candidates();
    for (const taskId of legs) journey.give(facts.dispatched(taskId), facts.succeeded(taskId));
    journey.give(...legs.slice(0, 2).map((taskId) => facts.judged(taskId)));
    expect(journey.run.state).toBe('EVALUATING');
    journey.give(facts.outputRejected(legs[2]!));
    expect(journey.run.state).toBe('COMPLETED');
    expect(journey.events('RunCompleted')).toHaveLength(1);
    for (const name of ['BestResultSelected', 'ResultReady', 'ApprovalRequested'] as const) {
      expect(journey.events(name)).toEqual([]);
    }
  });

  it('waits for every leg: no deadline makes some of them enough', () => {
    const journey = dispatched();
    expect(journey.said.filter((command) => command.type === 'timer')).toEqual([]);
    const [first] = journey.candidates();
    journey.give(facts.dispatched(first!), facts.succeeded(first!), facts.judged(first!));
    expect(journey.run.state).toBe('RUNNING');
  });

  it('that fails awaits no tokens back', () => {
    const journey = dispatched();
    journey.give(...journey.candidates().map((taskId) => facts.taskFailed(taskId)));
    expect(journey.run.state).toBe('FAILED');
    const last = journey.said.filter((command) => command.type === 'transition').at(-1);
    expect(last).toMatchObject({ to: 'FAILED', compensates: false });
  });
});
