import { newId } from '@effect-studio/kernel/ids';
import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import { ReservationRefused } from '@effect-studio/schema/events/economics';
import { VideoRejected } from '@effect-studio/schema/events/intake';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdsPlace } from './domain/saga/run-state.ts';
import subgraph from './subgraph.ts';
import { FakeGraph, StudioRun } from './testing/studio-run.ts';
import { giveTurnsEverywhere } from './workers/give-turns.ts';

let studio: TestStudio;
let graph: FakeGraph;
let run: StudioRun;
beforeEach(async () => {
  graph = new FakeGraph();
  studio = await TestStudio.open([subgraph], { graph });
  run = new StudioRun(studio);
});
afterEach(() => studio.close());

const clips = async (of: StudioRun) => ({
  exampleVideoId: await of.ingest(),
  footageVideoId: await of.ingest(),
});

/** A run of somebody's over two clips that are ready. */
async function submitted(owner = creator(), of?: Awaited<ReturnType<typeof clips>>): Promise<StudioRun> {
  const one = new StudioRun(studio, owner);
  const answer = await one.submit(of ?? (await clips(one)));
  expect(answer).toMatchObject({ __typename: 'Run' });
  return one;
}

/** Submits at one moment, without waiting for anything that follows. */
async function submitAtOnce(owners: readonly ReturnType<typeof creator>[]): Promise<string[]> {
  const inputs = await Promise.all(owners.map((owner) => clips(new StudioRun(studio, owner))));
  return Promise.all(
    owners.map(async (owner, index) => {
      const { data } = await studio.execute<{ submitRun: { __typename: string; id: string } }>(
        'orchestrator',
        owner,
        'mutation ($input: SubmitRunInput!) { submitRun(input: $input) { __typename ... on Run { id } } }',
        { input: { ...inputs[index], wish: 'warm', idempotencyKey: newId() } },
      );
      expect(data!.submitRun.__typename).toBe('Run');
      return data!.submitRun.id;
    }),
  );
}

async function countByState(): Promise<{ underWay: number; waiting: number }> {
  const { rows } = await studio.ownerPool.query<{ state: Parameters<typeof holdsPlace>[0] }>(
    'select state from orchestrator.run',
  );
  return {
    underWay: rows.filter(({ state }) => holdsPlace(state)).length,
    waiting: rows.filter(({ state }) => state === 'QUEUED').length,
  };
}

interface TurnView {
  turn: { reason: string; place: number; limit: number; startsInMs: number | null } | null;
}
const turnOf = async (one: StudioRun) =>
  (await one.query<TurnView>('turn { reason place limit startsInMs }'))!.turn;

describe('a run over the limit of a person', () => {
  beforeEach(() => studio.setFlag('runs.most-per-person', 2));

  it('waits for its turn, holds nothing, and begins by itself when another is through; others have theirs', async () => {
    const own = await clips(run);
    const first = await submitted(run.owner, own);
    await submitted(run.owner, own);
    const third = await submitted(run.owner, own);
    expect(await third.state()).toBe('QUEUED');
    expect(await third.written('RunRequested.v1')).toEqual([]);
    expect(await (await submitted()).state()).toBe('RESERVING');
    await first.mutate('cancelRun', { runId: first.id });
    expect(await third.states()).toEqual(['QUEUED', 'AWAITING_MEDIA', 'RESERVING']);
    expect(await third.written('RunRequested.v1')).toHaveLength(1);
    expect(await turnOf(third)).toBeNull();
  });

  it('does so for a published effect too', async () => {
    const effectId = StudioRun.publish(graph);
    const footageVideoId = await run.ingest();
    for (const state of ['RESERVING', 'RESERVING', 'QUEUED']) {
      expect(await run.runEffect({ effectId, footageVideoId })).toMatchObject({ __typename: 'Run' });
      expect(await run.state()).toBe(state);
    }
  });

  it('knows its place, and when its turn comes by how long runs held their places', async () => {
    const own = await clips(run);
    const early = await submitted(run.owner, own);
    await submitted(run.owner, own);
    const [third, fourth] = [await submitted(run.owner, own), await submitted(run.owner, own)];
    expect(await turnOf(third)).toEqual({ reason: 'OWN_RUNS', place: 1, limit: 2, startsInMs: null });
    studio.clock.advance(60_000);
    await early.mutate('cancelRun', { runId: early.id });
    // The third began. Places are held for a minute, and the second run has had its own for that long.
    expect(await third.state()).toBe('RESERVING');
    expect(await turnOf(fourth)).toEqual({ reason: 'OWN_RUNS', place: 1, limit: 2, startsInMs: 0 });
    const [fifth, sixth] = [await submitted(run.owner, own), await submitted(run.owner, own)];
    expect(await turnOf(fifth)).toMatchObject({ place: 2, startsInMs: 60_000 });
    expect(await turnOf(sixth)).toMatchObject({ place: 3, startsInMs: 60_000 });
  });

  it('is told as little as it is shown: nobody else sees its place', async () => {
    const own = await clips(run);
    for (let index = 0; index < 3; index += 1) await submitted(run.owner, own);
    run.id = (await studio.written('RunAdvanced.v1')).at(-1)!.aggregateId;
    expect(await run.query<TurnView>('turn { place }', creator())).toBeNull();
  });

  it('can be cancelled while it waits, and whoever is behind it moves up', async () => {
    const own = await clips(run);
    for (let index = 0; index < 2; index += 1) await submitted(run.owner, own);
    const [third, fourth] = [await submitted(run.owner, own), await submitted(run.owner, own)];
    expect(await turnOf(fourth)).toMatchObject({ place: 2 });
    await third.mutate('cancelRun', { runId: third.id });
    expect(await third.states()).toEqual(['QUEUED', 'CANCELLED']);
    expect(await turnOf(fourth)).toMatchObject({ place: 1 });
    expect(await countByState()).toEqual({ underWay: 2, waiting: 1 });
  });

  it('is refused politely when as many as may wait already do', async () => {
    await studio.setFlag('runs.most-waiting-per-person', 1);
    const own = await clips(run);
    for (let index = 0; index < 3; index += 1) await submitted(run.owner, own);
    expect(await run.submit(own)).toMatchObject({
      __typename: 'TooManyRuns',
      status: 429,
      humanReadableCause: 'You have 2 runs under way and 1 run that waits, as many as may.',
    });
  });

  it('is refused when the wallet cannot pay for all that wait, and ends plainly when it cannot pay any more', async () => {
    graph.availableTokens = 25;
    const own = await clips(run);
    for (let index = 0; index < 2; index += 1) await submitted(run.owner, own);
    const third = await submitted(run.owner, own);
    await submitted(run.owner, own);
    expect(await run.submit(own)).toMatchObject({
      __typename: 'InsufficientTokens',
      missingTokens: 5,
      humanReadableCause:
        'The run costs 10 tokens; the wallet holds 25, of which 20 are for your runs that wait for their turn.',
    });
    await run.mutate('cancelRun', { runId: (await studio.written('RunAdvanced.v1'))[0]!.aggregateId });
    expect(await third.state()).toBe('RESERVING');
    const short = {
      runId: third.id,
      ownerId: run.owner.subjectId!,
      missingTokens: 3,
      reason: 'INSUFFICIENT',
    };
    await studio.deliver('orchestrator', ReservationRefused, third.id, short);
    expect(await third.state()).toBe('FAILED');
    expect(await third.query('failure { reason humanReadableCause }')).toEqual({
      failure: {
        reason: 'INSUFFICIENT_TOKENS',
        humanReadableCause: 'The wallet was short by 3 tokens when the run was to begin.',
      },
    });
  });

  it('has its time from its turn on, and ends when none comes for a day', async () => {
    const own = await clips(run);
    const first = await submitted(run.owner, own);
    const second = await submitted(run.owner, own);
    const third = await submitted(run.owner, own);
    studio.clock.advance(29 * 60_000);
    await first.mutate('cancelRun', { runId: first.id });
    studio.clock.advance(2 * 60_000);
    await studio.settle();
    expect(await second.state()).toBe('EXPIRED');
    expect(await third.state()).toBe('RESERVING');
    await submitted(run.owner, own);
    const late = await submitted(run.owner, own);
    // Nobody leaves: their deadlines are far.
    await studio.ownerPool.query(`delete from orchestrator.job where kind = 'run-deadline'`);
    studio.clock.advance(24 * 3_600_000);
    await studio.settle();
    expect(await late.states()).toEqual(['QUEUED', 'EXPIRED']);
    expect(await late.written('RunExpired.v1')).toMatchObject([{ payload: { reason: 'WAIT_DEADLINE' } }]);
  });

  it('takes in its clips while it waits, and ends at once when one is refused', async () => {
    const own = await clips(run);
    for (let index = 0; index < 2; index += 1) await submitted(run.owner, own);
    const [comes, isRefused] = [newId(), newId()];
    for (const id of [comes, isRefused]) graph.videos.set(id, { status: 'PROCESSING', rejection: null });
    const third = await submitted(run.owner, { ...own, footageVideoId: comes });
    const fourth = await submitted(run.owner, { ...own, footageVideoId: isRefused });
    await run.ingest(comes);
    await studio.deliver('orchestrator', VideoRejected, isRefused, {
      videoId: isRefused,
      ownerId: run.owner.subjectId!,
      fileName: 'clip.mp4',
      reason: 'TOO_LONG',
      humanReadableCause: 'It is too long.',
      suggestedAction: 'Cut it.',
    });
    expect(await fourth.states()).toEqual(['QUEUED', 'FAILED']);
    expect(await third.state()).toBe('QUEUED');
    await run.mutate('cancelRun', { runId: (await studio.written('RunAdvanced.v1'))[0]!.aggregateId });
    expect(await third.states()).toEqual(['QUEUED', 'AWAITING_MEDIA', 'RESERVING']);
  });

  it('begins within a minute of a raised limit, and when the look at who is next was lost', async () => {
    const own = await clips(run);
    for (let index = 0; index < 2; index += 1) await submitted(run.owner, own);
    const third = await submitted(run.owner, own);
    await studio.setFlag('runs.most-per-person', 3);
    await studio.settle();
    expect(await third.state()).toBe('QUEUED');
    studio.clock.advance(60_000);
    await ensureTurns(studio.call('orchestrator'), [giveTurnsEverywhere]);
    await studio.settle();
    expect(await third.state()).toBe('RESERVING');
  });

  it('makes room for no more than one at a time, however many ask at the same moment', async () => {
    await submitAtOnce(Array.from({ length: 8 }, () => run.owner));
    expect(await countByState()).toEqual({ underWay: 2, waiting: 6 });
    await studio.settle();
    expect(await countByState()).toEqual({ underWay: 2, waiting: 6 });
  });
});

describe('runs over the limit of a tenant', () => {
  it('wait, exactly, whoever submits at the same moment, and another tenant has its own', async () => {
    await studio.setFlag('runs.most-per-tenant', 3);
    await submitAtOnce(Array.from({ length: 9 }, () => creator()));
    expect(await countByState()).toEqual({ underWay: 3, waiting: 6 });
    await studio.settle();
    expect(await countByState()).toEqual({ underWay: 3, waiting: 6 });
    const elsewhere = new StudioRun(studio, creator(newId(), newId()));
    const exampleVideoId = newId();
    graph.videos.set(exampleVideoId, { status: 'PROCESSING', rejection: null });
    await elsewhere.submit({ exampleVideoId, footageVideoId: exampleVideoId });
    expect(await elsewhere.state()).toBe('AWAITING_MEDIA');
  });

  it('begin in turns of people, and know their place in them', async () => {
    await studio.setFlag('runs.most-per-tenant', 2);
    const own = await clips(run);
    const [first, second] = [await submitted(run.owner, own), await submitted(run.owner, own)];
    const third = await submitted(run.owner, own);
    const ofAnother = await submitted();
    expect(await turnOf(ofAnother)).toMatchObject({ reason: 'ALL_RUNS', place: 1, limit: 2 });
    expect(await turnOf(third)).toMatchObject({ reason: 'ALL_RUNS', place: 2, limit: 2 });
    await first.mutate('cancelRun', { runId: first.id });
    expect([await ofAnother.state(), await third.state()]).toEqual(['RESERVING', 'QUEUED']);
    await second.mutate('cancelRun', { runId: second.id });
    expect(await third.state()).toBe('RESERVING');
  });

  it('are neither too many nor left waiting beside a free place, while others come and go at once', async () => {
    await studio.setFlag('runs.most-per-tenant', 4);
    await studio.setFlag('runs.most-per-person', 2);
    const people = Array.from({ length: 4 }, () => creator());
    for (let round = 0; round < 4; round += 1) {
      const { rows } = await studio.ownerPool.query<{ id: string; owner_id: string }>(
        `select id, owner_id from orchestrator.run where state not in ('CANCELLED', 'QUEUED') limit 3`,
      );
      await Promise.all([
        submitAtOnce([...people, ...people]),
        ...rows.map(({ id, owner_id }) =>
          studio.execute(
            'orchestrator',
            creator(owner_id),
            'mutation ($input: CancelRunInput!) { cancelRun(input: $input) { __typename } }',
            { input: { runId: id, idempotencyKey: newId() } },
          ),
        ),
      ]);
      expect((await countByState()).underWay).toBeLessThanOrEqual(4);
      await studio.settle();
      expect((await countByState()).underWay).toBe(4);
    }
  });
});

describe('what holds no place', () => {
  it('is a run that waits for a reviewer', async () => {
    await studio.setFlag('runs.most-per-person', 1);
    await run.render(await run.compare());
    expect(await run.state()).toBe('AWAITING_APPROVAL');
    expect(await (await submitted(run.owner)).state()).toBe('RESERVING');
  });

  it('is a repeated submission, which answers its run', async () => {
    await studio.setFlag('runs.most-per-tenant', 1);
    const [own, idempotencyKey] = [await clips(run), newId()];
    const first = await run.submit({ ...own, idempotencyKey });
    expect(await run.submit({ ...own, idempotencyKey })).toEqual(first);
  });
});
