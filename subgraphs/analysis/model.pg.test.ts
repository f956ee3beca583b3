import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@effect-studio/kernel/ids';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { geminiModel } from '@effect-studio/llm/gemini-model';
import { guardedModel } from '@effect-studio/llm/guarded-model';
import { openAiCompatibleModel } from '@effect-studio/llm/openai-compatible-model';
import { type Behaviour, type FakeService, fakeService } from '@effect-studio/llm/testing/fake-services';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import { EffectRunRequested, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followAnalysis } from './resolvers/follow-analysis.ts';
import { analysisSubgraph } from './subgraph.ts';

const SEEN = {
  description: 'A street at night\u202e\u0007 under neon signs.',
  people: 'few',
  effects: [
    { effect: 'neon', confidence: 0.99 },
    { effect: 'dream', confidence: 0.1 },
  ],
  subjects: [
    { subject: 'street', confidence: 0.6 },
    { subject: 'person', confidence: 0.9 },
    { subject: 'street', confidence: 0.7 },
  ],
  styles: [{ style: 'Cyberpunk', confidence: 0.8 }],
};
const GOOD: Behaviour = { kind: 'answer', text: JSON.stringify(SEEN) };

describe.each(['gemini', 'openai'] as const)('a clip that is shown to a model over %s', (protocol) => {
  let service: FakeService;
  let studio: TestStudio;
  let limits: StudioModel;
  let folder: Awaited<ReturnType<typeof clipFolder>>;
  let cutClip: Buffer;

  beforeAll(async () => {
    service = await fakeService(protocol);
    const adapter =
      protocol === 'gemini'
        ? geminiModel({ apiKey: 'test-key', model: 'test-model', baseUrl: service.url })
        : openAiCompatibleModel({ baseUrl: `${service.url}/v1`, model: 'test-model' });
    limits = {
      model: guardedModel(adapter, { attempts: 2, pauseMs: 1, timeoutMs: 400, breakAfter: 1_000 }),
      questionsPerPerson: 100,
      questionsPerStudio: 1_000,
      patienceMs: 5_000,
    };
    studio = await TestStudio.open([analysisSubgraph(limits)]);
    folder = await clipFolder();
    const scene = (colour: string) => `color=c=${colour}:size=160x90:rate=10:duration=1`;
    const joined = `${scene('red')}[a];${scene('blue')}[b];[a][b]concat=n=2`;
    cutClip = await readFile(await drawClip(join(folder.path, 'cut.mp4'), [joined], [...H264]));
  });
  afterAll(async () => {
    await studio.close();
    await service.close();
    await folder.dispose();
  });

  const clipOf = async () => {
    const clip = { videoId: newId(), key: `media/${newId()}/proxy-v1.mp4` };
    await studio.call('analysis').storage.put(clip.key, cutClip, { contentType: 'video/mp4' });
    return clip;
  };
  type Clip = Awaited<ReturnType<typeof clipOf>>;

  /** One clip that is example and footage at once. @returns what the run's books and the saga hear */
  async function run(clip: Clip, owner = creator(), budgetContext: 'user_run' | 'benchmark' = 'user_run') {
    const runId = newId();
    service.asked.length = 0;
    const of = { runId, ownerId: owner.subjectId! };
    await studio.deliver('analysis', RunRequested, runId, {
      ...of,
      wish: 'like this',
      ...{ exampleVideoId: clip.videoId, footageVideoId: clip.videoId },
      ...{ exampleKey: clip.key, footageKey: clip.key },
      quote: { amountTokens: 10, rateCardVersion: 1 },
      consentPublicPreview: false,
    });
    await studio.deliver(
      'analysis',
      TokensReserved,
      runId,
      { ...of, reservationId: newId(), amountTokens: 10 },
      { budgetContext },
    );
    await studio.settle();
    const events = (await studio.written()).filter((event) => event.aggregateId === runId);
    const ofType = (type: string) => events.filter((event) => event.type === type);
    return { analysed: ofType('ContentAnalyzed.v1'), usages: ofType('UsageRecorded.v1'), ...of };
  }

  async function seen(caller: ReturnType<typeof creator>, { videoId }: Clip) {
    const { data, errors } = await studio.execute<{ _entities: { analysis: Record<string, unknown> }[] }>(
      'analysis',
      caller,
      `query ($videos: [_Any!]!) { _entities(representations: $videos) { ... on Video { analysis {
        dominantStyle detectedEffects { effect confidence source } pictureReadingMissing
        pictureReading { key description people subjects { subject confidence } styles { style confidence } } } } } }`,
      { videos: [{ __typename: 'Video', id: videoId }] },
    );
    expect(errors).toBeUndefined();
    return data!._entities[0]!.analysis;
  }

  const questionsOf = async (personId: string) => {
    const { rows } = await studio.ownerPool.query<{ questions: number }>(
      'select questions from analysis.model_use where owner_id = $1',
      [personId],
    );
    return rows[0]?.questions ?? 0;
  };

  it('is read beside what is measured, which stays, and its use is booked with the run’s budget', async () => {
    const owner = creator();
    const clip = await clipOf();
    service.behave(GOOD);
    const { analysed, usages, runId } = await run(clip, owner, 'benchmark');
    expect(analysed).toHaveLength(1);
    const look = await seen(owner, clip);
    expect(look).toMatchObject({
      pictureReadingMissing: null,
      pictureReading: {
        description: 'A street at night under neon signs.',
        people: 'few',
        subjects: [
          { subject: 'person', confidence: 0.9 },
          { subject: 'street', confidence: 0.7 },
        ],
        styles: [{ style: 'cyberpunk', confidence: 0.8 }],
      },
    });
    const effects = look.detectedEffects as { effect: string; confidence: number; source: string }[];
    expect(effects).toContainEqual({ effect: 'neon', confidence: 0.45, source: 'MODEL' });
    expect(effects.map(({ effect }) => effect)).not.toContain('dream');
    expect(effects.filter(({ source }) => source === 'MEASURED').length).toBe(effects.length - 1);
    // A frame of each scene, as JPEG.
    expect(JSON.stringify(service.asked[0]!.body).match(/\/9j\//g)).toHaveLength(2);
    expect(usages.length).toBeGreaterThan(0);
    expect(usages[0]).toMatchObject({
      budgetContext: 'benchmark',
      module: 'analysis',
      payload: {
        providerId: protocol === 'gemini' ? 'gemini' : 'openai-compatible',
        ...{ model: 'test-model', purpose: 'analysis', budgetContext: 'benchmark' },
        run: { runId, ownerId: owner.subjectId },
        quantities: { calls: 1, inputTokens: 120, outputTokens: 30 },
      },
    });
    // Known bytes with a reading are shown no more.
    expect((await run(clip, owner)).usages).toEqual([]);
    expect(service.asked).toEqual([]);
  });

  it.each<[string, Behaviour, number]>([
    ['RATE_LIMITED', { kind: 'status', status: 429 }, 0],
    ['UNAVAILABLE', { kind: 'status', status: 503 }, 0],
    ['UNAUTHORIZED', { kind: 'status', status: 401 }, 0],
    ['UNAVAILABLE', { kind: 'reset' }, 0],
    ['BAD_ANSWER', { kind: 'answer', text: '{"description":"no lists"}' }, 2],
    ['BAD_ANSWER', { kind: 'answer', text: 'I see a street.' }, 2],
    ['REFUSED', { kind: 'refuse' }, 1],
    ['TIMEOUT', { kind: 'hang' }, 0],
  ])('is measured all the same when the model fails by %s, and says so', async (why, behaviour, calls) => {
    const owner = creator();
    const clip = await clipOf();
    service.behave(behaviour);
    const { analysed, usages } = await run(clip, owner);
    expect(analysed).toHaveLength(1);
    expect(await seen(owner, clip)).toMatchObject({ pictureReading: null, pictureReadingMissing: why });
    // An answer of no use is paid for, too.
    const called = usages.map(({ payload }) => (payload.quantities as { calls: number }).calls);
    expect(new Set(called)).toEqual(new Set(calls ? [calls] : []));
    const { rows } = await studio.ownerPool.query(
      `select 1 from bus.action_log where event_type = 'MODEL_GAVE_NO_ANSWER'
         and operator_action ->> 'classification' = $1`,
      [`MODEL_${why}`],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('is shown again when it is next used after an outage, without being measured again', async () => {
    const owner = creator();
    const clip = await clipOf();
    service.behave({ kind: 'status', status: 503 });
    const before = await run(clip, owner);
    service.behave(GOOD);
    const after = await run(clip, creator());
    expect(after.usages.length).toBeGreaterThan(0);
    expect(after.analysed[0]!.payload.exampleDescriptor).toEqual(
      before.analysed[0]!.payload.exampleDescriptor,
    );
    expect(await seen(owner, clip)).toMatchObject({ pictureReading: { people: 'few' } });
  });

  it('is not shown when the person or the studio has asked enough today, and is the day after', async () => {
    const owner = creator();
    service.behave(GOOD);
    await run(await clipOf(), owner);
    const asked = await questionsOf(owner.subjectId!);
    expect(asked).toBeGreaterThan(0);
    limits.questionsPerPerson = asked;
    const clip = await clipOf();
    expect((await run(clip, owner)).analysed).toHaveLength(1);
    expect(service.asked).toEqual([]);
    expect(await seen(owner, clip)).toMatchObject({ pictureReadingMissing: 'QUOTA_OF_PERSON' });
    expect((await run(clip, creator())).usages.length).toBeGreaterThan(0);
    limits.questionsPerPerson = 100;
    limits.questionsPerStudio = 1;
    const other = await clipOf();
    await run(other, owner);
    expect(service.asked).toEqual([]);
    expect(await seen(owner, other)).toMatchObject({ pictureReadingMissing: 'QUOTA_OF_STUDIO' });
    studio.clock.advance(86_400_000);
    await run(other, owner);
    expect(await questionsOf(owner.subjectId!)).toBeLessThanOrEqual(asked);
    expect(service.asked.length).toBe(1);
    limits.questionsPerStudio = 1_000;
  });

  it('stays in the studio while models are switched off, and where only footage is analysed', async () => {
    const owner = creator();
    const clip = await clipOf();
    service.behave(GOOD);
    await studio.setFlag('models.ask', false);
    expect((await run(clip, owner)).analysed).toHaveLength(1);
    expect(service.asked).toEqual([]);
    expect(await seen(owner, clip)).toMatchObject({ pictureReadingMissing: 'SWITCHED_OFF' });
    await studio.setFlag('models.ask', true);
    const runId = newId();
    await studio.deliver('analysis', EffectRunRequested, runId, {
      ...{ runId, ownerId: owner.subjectId!, effectId: newId(), revisionId: 'ef'.repeat(32) },
      ...{ effectTypeId: 'look-match', footageVideoId: newId(), footageKey: (await clipOf()).key },
      quote: { amountTokens: 10, rateCardVersion: 1 },
    });
    const reserved = { runId, ownerId: owner.subjectId!, reservationId: newId(), amountTokens: 10 };
    await studio.deliver('analysis', TokensReserved, runId, reserved);
    await studio.settle();
    expect(service.asked).toEqual([]);
  });

  it('tells its owner how it goes, and nobody else', async () => {
    const [owner, stranger] = [creator(), creator()];
    const clip = await clipOf();
    service.behave(GOOD);
    const stagesOf = async (caller: ReturnType<typeof creator>) => {
      const stages: string[] = [];
      for await (const { stage } of await followAnalysis(studio.call('analysis', caller), clip.videoId))
        stages.push(stage);
      return stages;
    };
    const followed = await followAnalysis(studio.call('analysis', owner), clip.videoId);
    const others = await followAnalysis(studio.call('analysis', stranger), clip.videoId);
    const heard: string[] = [];
    const listening = (async () => {
      for await (const { stage } of followed) heard.push(stage);
    })();
    // The subscription to Redis is there once a tick comes back.
    await expect
      .poll(async () => {
        studio.call('analysis').ticks.publish(`analysis:${owner.subjectId}:${clip.videoId}`, {
          stage: 'MEASURING',
        });
        return heard.length;
      })
      .toBeGreaterThan(0);
    await run(clip, owner);
    await listening;
    expect([...new Set(heard)]).toEqual(['MEASURING', 'READING_PICTURES', 'DONE']);
    expect(await stagesOf(owner)).toEqual(['DONE']);
    const silent = Symbol('silent');
    expect(await Promise.race([others.next(), Promise.resolve(silent)])).toBe(silent);
    await others.return?.();
  });
});
