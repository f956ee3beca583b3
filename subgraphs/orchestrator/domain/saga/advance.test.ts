import { describe, expect, it } from 'vitest';
import { factsOf, submitted, workflowsOf, worldWith } from '../../testing/facts.ts';
import { type Journey, journeyTo } from '../../testing/journey.ts';
import { legOf } from './run-saga.ts';

const facts = factsOf();

describe('the saga on its usual way', () => {
  it('walks every state in order and charges once', () => {
    const journey = journeyTo('PUBLISHED');
    expect(journey.visited()).toEqual([
      'RESERVING',
      'ANALYZING',
      'PROMPTING',
      'DISPATCHING',
      'RUNNING',
      'EVALUATING',
      'SELECTING',
      'FINISHING',
      'AWAITING_APPROVAL',
      'PUBLISHING',
      'PUBLISHED',
    ]);
    expect(journey.events('ResultReady')).toHaveLength(1);
    expect(journey.events('ResultReady')[0]!.chargeTokens).toBe(10);
    expect(journey.events('ResultReady')[0]!.legTaskIds).toHaveLength(4);
  });

  it('renders legs on the excerpt and the finish in full', () => {
    const journey = journeyTo('AWAITING_APPROVAL');
    const batch = journey.events('TestBatchDispatched')[0]!;
    expect(batch.legs.map((leg) => leg.workUnits)).toEqual([1.5, 1.5, 1.5]);
    expect(new Set(batch.legs.map((leg) => leg.providerId)).size).toBe(3);
    expect(journey.events('BestResultSelected')[0]!.finish).toMatchObject({
      role: 'finish',
      excerpt: null,
      workUnits: 4,
    });
  });

  it('has a trimmed clip tried within its trim, and the result cover exactly that', () => {
    const trim = { startMs: 500, durationMs: 6_500 };
    const journey = journeyTo('AWAITING_APPROVAL', worldWith(), { ...submitted(), trim });
    const batch = journey.events('TestBatchDispatched')[0]!;
    expect(batch.legs[0]).toMatchObject({ excerpt: { startMs: 1_000, durationMs: 3_000 }, workUnits: 1.5 });
    expect(journey.events('BestResultSelected')[0]!.finish).toMatchObject({
      role: 'finish',
      excerpt: trim,
      workUnits: 3.25,
    });
    const short = { startMs: 5_000, durationMs: 2_000 };
    const tried = journeyTo('DISPATCHING', worldWith(), { ...submitted(), trim: short });
    expect(tried.events('TestBatchDispatched')[0]!.legs[0]).toMatchObject({ excerpt: short, workUnits: 1 });
  });

  it('explains the ranking term by term', () => {
    const { ranking } = journeyTo('FINISHING').events('BestResultSelected')[0]!;
    expect(ranking.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    const [best] = ranking;
    expect(best!.terms.quality).toBe(0.9);
    expect(best!.score).toBeCloseTo(
      0.5 * best!.terms.quality + 0.3 * best!.terms.cost + 0.2 * best!.terms.speed,
    );
  });

  it('names what a revision will pin', () => {
    const { submission } = journeyTo('AWAITING_APPROVAL').events('ApprovalRequested')[0]!;
    expect(submission.passedWorkflows).toHaveLength(3);
    expect(submission.title).toBe('like the example, but warmer');
  });
});

describe('the saga when something fails', () => {
  it('passes a refused clip on in its own words', () => {
    expect(journeyTo('FAILED').events('RunFailed')).toMatchObject([
      { failedIn: 'AWAITING_MEDIA', reason: 'EMPTY' },
    ]);
  });

  it('says for each workflow why it is not eligible', () => {
    const catalogue = workflowsOf('look-match', { providerStatus: 'PAUSED' });
    const world = worldWith({ routing: { catalogue, manifest: null } });
    const journey = journeyTo('PROMPTING', world).give(facts.prompted());
    const [failure] = journey.events('RunFailed');
    expect(failure!.reason).toBe('NO_ELIGIBLE_PROVIDER');
    expect(failure!.decision!.considered.map(({ eligible }) => eligible)).toEqual(catalogue.map(() => false));
    for (const { workflowId, providerId } of catalogue) {
      expect(failure!.humanReadableCause).toContain(`${workflowId}: provider ${providerId} is paused`);
    }
  });

  it('fails with every cause when all legs failed', () => {
    const journey = journeyTo('RUNNING');
    journey.give(...journey.candidates().map((id) => facts.taskFailed(id)));
    expect(journey.events('RunFailed')).toMatchObject([{ reason: 'ALL_LEGS_FAILED', failedIn: 'RUNNING' }]);
    expect(journey.events('ResultReady')).toEqual([]);
  });

  it('goes on with the legs that are left', () => {
    const journey = journeyTo('RUNNING');
    const [a, b, c] = journey.candidates();
    journey.give(facts.taskFailed(a!), facts.succeeded(b!), facts.outputRejected(b!));
    expect(journey.run.state).toBe('RUNNING');
    journey.give(facts.succeeded(c!), facts.judged(c!));
    expect(legOf(journey.run, journey.finishId)?.finishes).toBe(c);
  });

  it('keeps a leg that failed out, also when a late result arrives', () => {
    const journey = journeyTo('RUNNING');
    const [a, b, c] = journey.candidates();
    journey.give(facts.taskFailed(a!), facts.succeeded(a!), facts.judged(a!, 1));
    for (const id of [b!, c!]) journey.give(facts.succeeded(id), facts.judged(id, 0.6));
    expect(journey.events('BestResultSelected')[0]!.ranking.map(({ taskId }) => taskId)).toEqual([b, c]);
  });

  it('takes the quorum at the deadline, and the first judged one after it', () => {
    const early = journeyTo('RUNNING');
    const [a] = early.candidates();
    early.give(facts.succeeded(a!), facts.judged(a!), { type: 'LegsDeadline' });
    expect(early.run.state).toBe('FINISHING');

    const late = journeyTo('RUNNING').give({ type: 'LegsDeadline' });
    expect(late.run.state).toBe('RUNNING');
    expect(late.give(facts.succeeded(a!), facts.judged(a!)).run.state).toBe('FINISHING');
  });

  it('finishes the next best when a finish fails or takes too long, and fails after the last', () => {
    const journey = journeyTo('FINISHING');
    const first = journey.finishId;
    journey.give(facts.taskFailed(first));
    const second = journey.finishId;
    expect(second).not.toBe(first);
    journey.give({ type: 'FinishDeadline', finishTaskId: second });
    journey.give(facts.succeeded(journey.finishId), facts.outputRejected(journey.finishId));
    expect(journey.events('BestResultSelected')).toHaveLength(3);
    expect(journey.events('RunFailed')).toMatchObject([{ reason: 'FINISH_FAILED' }]);
  });

  it('expires by its deadline until there is a result, and never after', () => {
    expect(journeyTo('EVALUATING').give({ type: 'RunDeadline' }).events('RunExpired')).toHaveLength(1);
    expect(journeyTo('AWAITING_APPROVAL').give({ type: 'RunDeadline' }).run.state).toBe('AWAITING_APPROVAL');
  });

  it('fails a run that could not be published', () => {
    const journey = journeyTo('PUBLISHING').give(facts.publishFailed());
    expect(journey.events('RunFailed')).toMatchObject([{ failedIn: 'PUBLISHING' }]);
  });

  it('ends at the word of the reviewer', () => {
    expect(journeyTo('REJECTED').events('RunRejected')[0]!.humanReadableCause).toContain('too dark');
  });

  it.each([
    ['too dark', 'too dark.'],
    [' Too dark. ', 'Too dark.'],
    ['Is that a face?', 'Is that a face?'],
    ['It says “no.”', 'It says “no.”'],
  ])('gives the reason %j as a sentence, for a suggestion follows it', (reason, sentence) => {
    const { payload, ...input } = facts.rejected();
    const journey = journeyTo('AWAITING_APPROVAL').give({ ...input, payload: { ...payload, reason } });
    expect(journey.run.failure?.humanReadableCause).toBe(
      `A reviewer did not approve the result: ${sentence}`,
    );
  });
});

describe('the creator choosing for themselves', () => {
  const chooseSecond = (journey: Journey): Journey =>
    journey.give({ type: 'ChooseCandidate', taskId: journey.candidates()[1]! });

  it('gets another finish for the same charge', () => {
    const journey = chooseSecond(journeyTo('AWAITING_APPROVAL'));
    expect(journey.run.state).toBe('FINISHING');
    journey.give(facts.succeeded(journey.finishId), facts.judged(journey.finishId));
    expect(journey.events('WinnerOverridden')).toHaveLength(1);
    expect(journey.events('ResultReady')).toHaveLength(1);
    expect(journey.events('ApprovalRequested')).toHaveLength(2);
    expect(journey.events('ApprovalRequested')[1]!.submission.candidateTaskId).toBe(journey.candidates()[1]);
  });

  it('gets the earlier result back when that finish fails', () => {
    const journey = chooseSecond(journeyTo('AWAITING_APPROVAL'));
    journey.give(facts.taskFailed(journey.finishId));
    expect(journey.run.state).toBe('AWAITING_APPROVAL');
    expect(journey.events('ApprovalRequested')[1]!.submission).toEqual(
      journey.events('ApprovalRequested')[0]!.submission,
    );
  });

  it('is overtaken by a reviewer who approved what they saw', () => {
    const journey = chooseSecond(journeyTo('AWAITING_APPROVAL'));
    const { submission } = journey.events('ApprovalRequested')[0]!;
    expect(journey.give(facts.approved(submission)).run.state).toBe('PUBLISHING');
  });

  it('is charged once also when the first finish never ended', () => {
    const journey = chooseSecond(journeyTo('FINISHING'));
    journey.give(facts.succeeded(journey.finishId), facts.judged(journey.finishId));
    expect(journey.events('ResultReady')).toMatchObject([{ candidateTaskId: journey.candidates()[1] }]);
  });

  it('cannot choose what was not judged, what is chosen, or a foreign task', () => {
    const journey = journeyTo('AWAITING_APPROVAL');
    const before = journey.run;
    journey.give(
      { type: 'ChooseCandidate', taskId: journey.candidates()[0]! },
      { type: 'ChooseCandidate', taskId: before.result!.finishTaskId },
      { type: 'ChooseCandidate', taskId: '01890a5d-ac96-774b-bcce-b302099affff' },
    );
    expect(journey.run).toBe(before);
  });
});
