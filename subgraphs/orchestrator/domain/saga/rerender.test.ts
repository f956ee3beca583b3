import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, factsOf, OWNER_ID, RUN_ID, submitted, worldWith } from '../../testing/facts.ts';
import { Journey, journeyTo } from '../../testing/journey.ts';
import { changeParameters } from './rerender.ts';
import type { RunSaga } from './run-saga.ts';

describe('a change of parameters', () => {
  it('moves the strength towards or away from the example, and stops at both ends', () => {
    const moved = (strength: number, likeness: 'MORE' | 'LESS') =>
      changeParameters({ strength }, {}, likeness);
    expect(moved(0.8, 'LESS')).toEqual({ parameters: { strength: 0.6 } });
    expect(moved(0.7, 'MORE')).toEqual({ parameters: { strength: 0.9 } });
    expect(moved(0.95, 'MORE')).toEqual({ parameters: { strength: 1 } });
    expect(moved(1, 'MORE')).toMatchObject({ fault: { field: 'likeness' } });
    expect(moved(0.1, 'LESS')).toMatchObject({ fault: { field: 'likeness' } });
  });

  it('lets a strength that is told count instead of the direction, and keeps what is left out', () => {
    const made = { strength: 1, warmth: 0.4, shadowColour: '#102030' };
    expect(changeParameters(made, { strength: 0.35, contrast: -0.2 }, 'LESS')).toEqual({
      parameters: { strength: 0.35, warmth: 0.4, shadowColour: '#102030', contrast: -0.2 },
    });
  });

  it('is refused when nothing changes', () => {
    expect(changeParameters({ strength: 1 }, { strength: 1 }, null)).toMatchObject({
      fault: { field: 'parameters' },
    });
    expect(changeParameters({ strength: 1 }, {}, null)).toMatchObject({ fault: { field: 'parameters' } });
  });

  it('either stays within every range or names what does not', () => {
    const value = fc.option(fc.double({ min: -3, max: 3 }), { nil: undefined });
    fc.assert(
      fc.property(value, value, value, (strength, warmth, contrast) => {
        const answer = changeParameters({ strength: 0.5 }, { strength, warmth, contrast }, null);
        const isWithin = (one: number | undefined, least: number): boolean =>
          one === undefined || (Number.isFinite(one) && one >= least && one <= 1);
        const areAllWithin = isWithin(strength, 0) && isWithin(warmth, -1) && isWithin(contrast, -1);
        if ('parameters' in answer) expect(areAllWithin).toBe(true);
        else if (areAllWithin) expect(answer.fault.field).toBe('parameters');
      }),
    );
  });
});

describe('a candidate that is rendered again', () => {
  const facts = factsOf();
  const made = journeyTo('AWAITING_APPROVAL').run;
  const again = (): RunSaga => ({
    ...submitted(RUN_ID, OWNER_ID),
    rerender: {
      runId: RUN_ID,
      taskId: made.legs[0]!.taskId,
      workflowId: 'look-match-fine',
      workflowDigest: 'ab'.repeat(32),
      effectTypeId: 'look-match',
    },
    analysis: made.analysis,
    variants: [
      { variantId: 'again', effectTypeId: 'look-match', text: 'again', parameters: { strength: 0.4 } },
    ],
    exampleKey: 'media/example',
    footageKey: 'media/footage',
  });

  it('reserves first, waits for no analysis and no prompt, and has one leg of the very workflow', () => {
    const journey = new Journey(worldWith(), again()).give(facts.reserved());
    expect(journey.visited()).toEqual(['RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING']);
    expect(journey.events('TestBatchDispatched')[0]!.legs).toMatchObject([
      { workflowId: 'look-match-fine', parameters: { strength: 0.4 }, role: 'candidate' },
    ]);
    // Others answer the request as they answer every run; it changes nothing.
    expect(journey.give(facts.analyzed(), facts.prompted(), facts.promptsRefused()).run.state).toBe(
      'DISPATCHING',
    );
  });

  it('comes to approval like any run, with the parameters that it was made with', () => {
    const [leg] = new Journey(worldWith(), again()).give(facts.reserved()).run.legs;
    const { taskId } = leg!;
    const journey = new Journey(worldWith(), again()).give(
      ...[facts.reserved(), facts.dispatched(taskId), facts.succeeded(taskId), facts.judged(taskId)],
    );
    const finish = journey.run.finishTaskId!;
    journey.give(facts.succeeded(finish), facts.judged(finish));
    expect(journey.run.state).toBe('AWAITING_APPROVAL');
    expect(journey.events('ApprovalRequested')[0]!.submission.promptVariant.parameters).toEqual({
      strength: 0.4,
    });
    expect(journey.events('ResultReady')).toHaveLength(1);
  });

  it('fails with the reason, and gives the tokens back, when the workflow is not what it was', () => {
    const changed = CATALOGUE.map((one) =>
      one.workflowId === 'look-match-fine' ? { ...one, digest: 'cd'.repeat(32) } : one,
    );
    const world = worldWith({ routing: { catalogue: changed, manifest: null } });
    const journey = new Journey(world, again()).give(facts.reserved());
    expect(journey.run).toMatchObject({ state: 'FAILED', failure: { reason: 'NO_ELIGIBLE_PROVIDER' } });
    expect(journey.run.failure!.humanReadableCause).toContain('was changed since');
  });
});
