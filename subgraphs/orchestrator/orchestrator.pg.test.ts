import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { AnalysisFailed } from '@effect-studio/schema/events/analysis';
import { ReservationRefused, TokensRefunded, TokensReserved } from '@effect-studio/schema/events/economics';
import { TaskFailed } from '@effect-studio/schema/events/execution';
import { EffectPublished, PublishFailed } from '@effect-studio/schema/events/gallery';
import { VideoErased, VideoRejected } from '@effect-studio/schema/events/intake';
import { AdminApproved, AdminRejected } from '@effect-studio/schema/events/notifications';
import { PromptsRefused } from '@effect-studio/schema/events/prompts';
import { ProviderStatusChanged } from '@effect-studio/schema/events/providers';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import orchestrator from './subgraph.ts';
import { FakeGraph, StudioRun } from './testing/studio-run.ts';

let studio: TestStudio;
let run: StudioRun;
const graph = new FakeGraph();
beforeAll(async () => {
  studio = await TestStudio.open([orchestrator], { graph });
});
afterAll(() => studio.close());
beforeEach(() => {
  graph.availableTokens = 100;
  run = new StudioRun(studio);
});
afterEach(async () => expect(await studio.deadLetters()).toEqual([]));

const submissionOf = async (): Promise<Submission> =>
  (await run.written('ApprovalRequested.v1')).at(-1)!.payload.submission as Submission;

describe('a run from submission to gallery', () => {
  it('goes through every state under one correlation id, and shows everything', async () => {
    const finish = await run.compare();
    await run.render(finish);
    const { payload } = run.facts.approved(await submissionOf());
    await studio.deliver('orchestrator', AdminApproved, run.id, payload);
    await studio.deliver('orchestrator', EffectPublished, run.id, run.facts.published().payload);
    expect(await run.states()).toEqual([
      'AWAITING_MEDIA',
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
    const mine = (await run.written()).filter((event) => event.module === 'orchestrator');
    expect(new Set(mine.map((event) => event.correlationId)).size).toBe(1);
    expect(new Set(mine.map((event) => event.idempotencyKey)).size).toBe(mine.length);
    expect(await run.written('ResultReady.v1')).toHaveLength(1);
    const shown = await run.query<{ candidates: object[]; steps: object[]; resultUrl: string }>(
      `state resultUrl effect { id } failure { reason } winner { task { id } rank }
       candidates { rank status role composite score outputUrl sha256 durationMs provider { id } }
       steps { from to cause at }`,
    );
    expect(shown).toMatchObject({ state: 'PUBLISHED', failure: null, winner: { rank: 1 } });
    expect(shown!.candidates).toMatchObject([{ rank: 1 }, { rank: 2 }, { rank: 3 }]);
    expect(shown!.steps).toHaveLength(12);
    expect(shown!.resultUrl).toContain(`outputs/${finish}.mp4`);
  });

  it('tries versions on the part of the footage that was chosen, and tells which', async () => {
    await run.catalogue();
    const [exampleVideoId, footageVideoId] = [await run.ingest(), await run.ingest()];
    const footageExcerpt = { startSeconds: 4.5, durationSeconds: 2 };
    await run.submit({ exampleVideoId, footageVideoId, footageExcerpt });
    expect(await run.query('footageExcerpt { startSeconds durationSeconds }')).toEqual({ footageExcerpt });
    await run.reserve();
    await run.analyse();
    const [batch] = await run.written('TestBatchDispatched.v1');
    const excerpt = { startMs: 4_500, durationMs: 2_000 };
    expect(batch!.payload).toMatchObject({ excerpt, legs: [{ excerpt }, { excerpt }, { excerpt }] });
    expect(await run.query('footageExcerpt { startSeconds durationSeconds }')).toEqual({ footageExcerpt });
  });

  it('makes the result of the part to which the footage was trimmed, and tells which', async () => {
    await run.catalogue();
    const [exampleVideoId, footageVideoId] = [await run.ingest(), await run.ingest()];
    const footageTrim = { startSeconds: 0.5, durationSeconds: 7 };
    await run.submit({ exampleVideoId, footageVideoId, footageTrim });
    const FIELDS = 'footageTrim { startSeconds durationSeconds }';
    expect(await run.query(FIELDS)).toEqual({ footageTrim });
    await run.reserve();
    await run.analyse();
    const [batch] = await run.written('TestBatchDispatched.v1');
    for (const { taskId } of batch!.payload.legs as { taskId: string }[]) await run.render(taskId);
    const [best] = await run.written('BestResultSelected.v1');
    expect(best!.payload).toMatchObject({ finish: { excerpt: { startMs: 500, durationMs: 7_000 } } });
    expect(await run.query(FIELDS)).toEqual({ footageTrim });
  });

  it('refuses a part that is not in the clip, too long, or of no named clip, before anything is written', async () => {
    const [exampleVideoId, footageVideoId] = [await run.ingest(), await run.ingest()];
    await run.ingestHouseClip();
    for (const [given, cause] of [
      [{ footageVideoId, footageExcerpt: { startSeconds: 6, durationSeconds: 3 } }, /8 seconds long/],
      [{ footageVideoId, footageExcerpt: { startSeconds: 0, durationSeconds: 7 } }, /1 to 6/],
      [{ footageExcerpt: { startSeconds: 0, durationSeconds: 3 } }, /not the clip/],
      [{ footageVideoId, footageTrim: { startSeconds: 6, durationSeconds: 3 } }, /8 seconds long/],
      [{ footageVideoId, footageTrim: { startSeconds: 6, durationSeconds: 0.5 } }, /the least/],
      [{ footageTrim: { startSeconds: 0, durationSeconds: 3 } }, /not the clip/],
    ] as const) {
      expect(await run.submit({ exampleVideoId, ...given })).toMatchObject({
        __typename: 'InvalidInput',
        humanReadableCause: expect.stringMatching(cause),
      });
    }
    const begun = (await studio.written('RunRequested.v1')).map(({ payload }) => payload.ownerId);
    expect(begun).not.toContain(run.owner.subjectId);
  });

  it('waits for clips in processing and begins with the last of them', async () => {
    const [exampleVideoId, footageVideoId] = [newId(), newId()];
    graph.videos.set(exampleVideoId, { status: 'PROCESSING', rejection: null });
    graph.videos.set(footageVideoId, { status: 'PROCESSING', rejection: null });
    await run.submit({ exampleVideoId, footageVideoId });
    await run.ingest(exampleVideoId);
    expect(await run.state()).toBe('AWAITING_MEDIA');
    await run.ingest(footageVideoId);
    expect(await run.state()).toBe('RESERVING');
    expect((await run.written('RunRequested.v1'))[0]!.payload).toMatchObject({
      exampleKey: `media/${exampleVideoId}/proxy.mp4`,
    });
  });

  it('misses no clip that arrives while the run is being submitted', async () => {
    for (let round = 0; round < 8; round += 1) {
      const videoId = newId();
      graph.videos.set(videoId, { status: 'PROCESSING', rejection: null });
      await Promise.all([
        run.submit({ exampleVideoId: videoId, footageVideoId: videoId }),
        run.ingest(videoId),
      ]);
      expect(await run.state()).toBe('RESERVING');
    }
  });

  it('takes a house clip when no footage is given', async () => {
    await run.ingestHouseClip();
    const answer = await run.submit({ exampleVideoId: await run.ingest() });
    // Any of them: other tests bring some, too.
    const { rows } = await studio.ownerPool.query<{ id: string }>(
      'select video_id as id from orchestrator.clip where owner_id = $1',
      [SYSTEM_SUBJECT_ID],
    );
    expect(answer).toMatchObject({ __typename: 'Run', footage: { id: expect.any(String) } });
    expect(rows).toContainEqual((answer as unknown as { footage: { id: string } }).footage);
  });

  it('does every step once when every event arrives twice', async () => {
    const finish = await run.compare();
    await run.render(finish);
    await run.render(finish);
    await run.reserve();
    await run.analyse();
    expect(await run.written('ApprovalRequested.v1')).toHaveLength(1);
    expect(await run.written('ResultReady.v1')).toHaveLength(1);
    expect(await run.written('TestBatchDispatched.v1')).toHaveLength(1);
  });

  it('lets two events race for one run without losing either', async () => {
    const [a, b, c] = await run.dispatch();
    await Promise.all([a!, b!, c!].map((taskId) => run.render(taskId)));
    expect(await run.state()).toBe('FINISHING');
    expect(await run.written('BestResultSelected.v1')).toHaveLength(1);
  });
});

describe('submitting a run', () => {
  it('answers the same run for the same key, even when the wallet is empty by then', async () => {
    const input = {
      exampleVideoId: await run.ingest(),
      footageVideoId: await run.ingest(),
      idempotencyKey: newId(),
    };
    const first = await run.submit(input);
    graph.availableTokens = 0;
    expect((await run.submit(input)).id).toBe(first.id);
    expect(await run.submit({ ...input, wish: 'other' })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
  });

  it('refuses what the wallet cannot pay, and starts nothing', async () => {
    graph.availableTokens = 4;
    const before = (await studio.written()).length;
    const clip = await run.ingest();
    const answer = await run.submit({ exampleVideoId: clip, footageVideoId: clip });
    expect(answer).toMatchObject({ __typename: 'InsufficientTokens', missingTokens: 6, status: 402 });
    expect((await studio.written()).length).toBe(before);
  });

  it('refuses clips of others, unknown, refused and unfinished ones in plain words', async () => {
    const mine = await run.ingest();
    const foreign = await run.ingest(newId(), newId());
    const unfinished = newId();
    graph.videos.set(unfinished, { status: 'UPLOADING', rejection: null });
    const refused = newId();
    await studio.deliver('orchestrator', VideoRejected, refused, {
      ...{ videoId: refused, ownerId: run.owner.subjectId!, fileName: 'a.mp4' },
      ...{ reason: 'EMPTY', humanReadableCause: 'The file is empty.', suggestedAction: 'Send another.' },
    });
    for (const [footageVideoId, cause] of [
      [foreign, /belongs to somebody else/],
      [newId(), /does not exist/],
      [unfinished, /still being uploaded/],
      [refused, /file is empty/],
    ] as const) {
      const answer = await run.submit({ exampleVideoId: mine, footageVideoId });
      expect(answer).toMatchObject({ __typename: 'VideoNotReady', videoId: footageVideoId });
      expect(answer.humanReadableCause).toMatch(cause);
    }
  });

  it('refuses a wish that is too long and an id that is none', async () => {
    const clip = await run.ingest();
    expect(await run.submit({ exampleVideoId: clip, wish: 'x'.repeat(501) })).toMatchObject({
      __typename: 'InvalidInput',
    });
    expect(await run.submit({ exampleVideoId: 'x' })).toMatchObject({ __typename: 'InvalidInput' });
  });
});

describe('a run that fails', () => {
  const dispatched = () => run.dispatch();
  const start = async () => {
    const [exampleVideoId, footageVideoId] = [await run.ingest(), await run.ingest()];
    await run.submit({ exampleVideoId, footageVideoId });
  };
  const failure = async () => (await run.written('RunFailed.v1'))[0]?.payload;

  it('because a clip was refused', async () => {
    const [exampleVideoId, footageVideoId] = [newId(), await run.ingest()];
    graph.videos.set(exampleVideoId, { status: 'PROCESSING', rejection: null });
    await run.submit({ exampleVideoId, footageVideoId });
    const { payload } = run.facts.videoRejected(exampleVideoId);
    await studio.deliver('orchestrator', VideoRejected, exampleVideoId, payload);
    expect(await failure()).toMatchObject({ reason: 'EMPTY', failedIn: 'AWAITING_MEDIA' });
  });

  it('because a clip that it waited with was erased, which no later run can be begun with', async () => {
    const [exampleVideoId, footageVideoId] = [newId(), await run.ingest()];
    graph.videos.set(exampleVideoId, { status: 'PROCESSING', rejection: null });
    await run.submit({ exampleVideoId, footageVideoId });
    const activeRuns = async () => {
      const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Video { activeRuns { id } } } }`;
      const of = [footageVideoId, newId()].map((id) => ({ __typename: 'Video', id }));
      const { data } = await studio.execute<{ _entities: { activeRuns: { id: string }[] }[] }>(
        'orchestrator',
        run.owner,
        document,
        { of },
      );
      return data!._entities.map((video) => video.activeRuns.map(({ id }) => id));
    };
    expect(await activeRuns()).toEqual([[run.id], []]);
    const erased = { videoId: footageVideoId, ownerId: run.owner.subjectId! };
    await studio.deliver('orchestrator', VideoErased, footageVideoId, erased);
    expect(await failure()).toMatchObject({ reason: 'ERASED', failedIn: 'AWAITING_MEDIA' });
    expect(await activeRuns()).toEqual([[], []]);
    const again = await run.submit({ exampleVideoId, footageVideoId });
    expect(again).toMatchObject({ __typename: 'VideoNotReady', videoId: footageVideoId });
  });

  it('because the tokens were gone, the analysis failed or the firewall refused', async () => {
    await start();
    await studio.deliver('orchestrator', ReservationRefused, run.id, run.facts.reservationRefused().payload);
    expect(await failure()).toMatchObject({ reason: 'INSUFFICIENT_TOKENS' });

    await start();
    await run.reserve();
    await studio.deliver('orchestrator', AnalysisFailed, run.id, run.facts.analysisFailed().payload);
    expect(await failure()).toMatchObject({ reason: 'UNREADABLE', failedIn: 'ANALYZING' });

    await start();
    await studio.deliver('orchestrator', PromptsRefused, run.id, run.facts.promptsRefused().payload);
    expect(await failure()).toMatchObject({ reason: 'WISH_INJECTION', failedIn: 'RESERVING' });
  });

  it('because no provider is eligible, with the reason for each', async () => {
    await run.catalogue();
    await start();
    for (const providerId of ['cpu-swift', 'cpu-studio', 'cpu-atelier']) {
      const change = { providerId, from: 'HEALTHY', to: 'PAUSED', reason: 'maintenance' } as const;
      await studio.deliver('orchestrator', ProviderStatusChanged, providerId, change);
    }
    await run.reserve();
    await run.analyse();
    const payload = await failure();
    expect(payload).toMatchObject({ reason: 'NO_ELIGIBLE_PROVIDER', failedIn: 'PROMPTING' });
    expect(payload!.humanReadableCause).toMatch(
      /cpu-swift is paused.*cpu-atelier is paused|cpu-atelier is paused.*cpu-swift is paused/,
    );
  });

  it('because every provider failed; the release is remembered', async () => {
    for (const taskId of await dispatched()) {
      await studio.deliver('orchestrator', TaskFailed, run.id, run.facts.taskFailed(taskId).payload);
    }
    expect(await failure()).toMatchObject({ reason: 'ALL_LEGS_FAILED' });
    const compensation = async () => {
      const { rows } = await studio.ownerPool.query(
        `select status from orchestrator.saga_log where saga_id = $1 and step = 'ANALYZING'`,
        [run.id],
      );
      return rows[0].status;
    };
    expect(await compensation()).toBe('compensating');
    const { ownerId } = run.facts.reserved().payload;
    const released = {
      runId: run.id,
      ownerId,
      amountTokens: 10,
      kind: 'released',
      reason: 'RunFailed',
    } as const;
    await studio.deliver('orchestrator', TokensRefunded, run.id, released);
    expect(await compensation()).toBe('compensated');
  });

  it('because a reviewer rejected it, or because it could not be published', async () => {
    await run.render(await run.compare());
    await studio.deliver('orchestrator', AdminRejected, run.id, run.facts.rejected().payload);
    expect(await run.state()).toBe('REJECTED');

    run = new StudioRun(studio);
    await run.render(await run.compare());
    const { payload } = run.facts.approved(await submissionOf());
    await studio.deliver('orchestrator', AdminApproved, run.id, payload);
    await studio.deliver('orchestrator', PublishFailed, run.id, run.facts.publishFailed().payload);
    expect(await failure()).toMatchObject({ reason: 'STORE', failedIn: 'PUBLISHING' });
  });
});

describe('timers', () => {
  it('take the quorum at the legs’ deadline and the next best at the finish’s', async () => {
    const [a, b] = await run.dispatch();
    await run.render(a!);
    studio.clock.advance(120_000);
    await studio.settle();
    expect(await run.state()).toBe('FINISHING');
    await run.render(b!);
    const first = await run.finishId();
    studio.clock.advance(600_000);
    await studio.settle();
    expect(await run.finishId()).not.toBe(first);
    expect(await run.state()).toBe('FINISHING');
  });

  it('expire a run that stands still', async () => {
    await run.dispatch();
    studio.clock.advance(1_800_000);
    await studio.settle();
    expect(await run.state()).toBe('EXPIRED');
    expect((await run.written('RunExpired.v1'))[0]!.payload).toMatchObject({ expiredIn: 'DISPATCHING' });
  });
});

describe('commands of people', () => {
  it('cancel exactly one run, once, and nothing after its end', async () => {
    const other = new StudioRun(studio);
    await other.dispatch();
    await run.dispatch();
    expect(await run.mutate('cancelRun', {})).toMatchObject({ __typename: 'Run', state: 'CANCELLED' });
    expect(await run.mutate('cancelRun', {})).toMatchObject({ __typename: 'Run' });
    expect(await run.written('RunCancelled.v1')).toHaveLength(1);
    expect(await other.state()).toBe('DISPATCHING');
    await studio.deliver('orchestrator', TokensReserved, run.id, run.facts.reserved().payload);
    expect(await run.state()).toBe('CANCELLED');
  });

  it('override the winner for the same charge', async () => {
    await run.render(await run.compare());
    const candidates = (await run.query<{ candidates: { task: { id: string } }[] }>(
      'candidates { task { id } }',
    ))!;
    const taskId = candidates.candidates[1]!.task.id;
    expect(await run.mutate('chooseCandidate', { taskId })).toMatchObject({ state: 'FINISHING' });
    expect(await run.mutate('chooseCandidate', { taskId })).toMatchObject({ __typename: 'InvalidState' });
    await run.render(await run.finishId());
    expect(await run.state()).toBe('AWAITING_APPROVAL');
    expect(await run.written('ResultReady.v1')).toHaveLength(1);
    expect((await submissionOf()).candidateTaskId).toBe(taskId);
  });

  it('see and touch only their own runs; admins see all of them', async () => {
    await run.dispatch();
    const stranger = creator();
    expect(await run.query('id', stranger)).toBeNull();
    expect(await run.mutate('cancelRun', {}, stranger)).toMatchObject({ __typename: 'NotFound' });
    expect(await run.query('id', admin())).toEqual({ id: run.id });
  });

  it('ask for those of their runs that are in some states', async () => {
    const clip = await run.ingest();
    const { id } = await run.submit({ exampleVideoId: clip, footageVideoId: clip });
    const inStates = async (states: string[] | null) => {
      const { data } = await studio.execute<{ runs: { edges: { node: { id: string } }[] } }>(
        'orchestrator',
        run.owner,
        'query ($states: [RunState!]) { runs(states: $states) { edges { node { id } } } }',
        { states },
      );
      return data!.runs.edges.map(({ node }) => node.id);
    };
    expect(await inStates(['RESERVING', 'ANALYZING'])).toEqual([id]);
    expect(await inStates(['PUBLISHED'])).toEqual([]);
    expect(await inStates(null)).toEqual([id]);
  });

  it('page through their runs, newest first', async () => {
    const clip = await run.ingest();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift((await run.submit({ exampleVideoId: clip, footageVideoId: clip })).id);
    }
    const page = async (after: string | null) => {
      const { data } = await studio.execute<{
        runs: { edges: { node: { id: string } }[]; pageInfo: object };
      }>(
        'orchestrator',
        run.owner,
        'query ($after: Cursor) { runs(first: 2, after: $after) { edges { node { id } } pageInfo { endCursor hasNextPage } } }',
        { after },
      );
      return data!.runs;
    };
    const first = await page(null);
    expect(first.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 2));
    expect(first.pageInfo).toEqual({ endCursor: ids[1], hasNextPage: true });
    const second = await page(ids[1]!);
    expect(second.edges.map(({ node }) => node.id)).toEqual(ids.slice(2));
    expect(second.pageInfo).toMatchObject({ hasNextPage: false });
  });
});
