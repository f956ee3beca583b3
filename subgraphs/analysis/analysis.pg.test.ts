import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@effect-studio/kernel/ids';
import { ensureTurns } from '@effect-studio/kernel/jobs/recurring';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { TokensReserved } from '@effect-studio/schema/events/economics';
import { VideoErased } from '@effect-studio/schema/events/intake';
import { EffectRunRequested, RunRequested } from '@effect-studio/schema/events/orchestrator';
import { styleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import analysis from './subgraph.ts';
import { reanalyseClips } from './workers/reanalyse-clips.ts';

let studio: TestStudio;
let folder: Awaited<ReturnType<typeof clipFolder>>;
let exampleBytes: Buffer;
let footageBytes: Buffer;

beforeAll(async () => {
  studio = await TestStudio.open([analysis]);
  folder = await clipFolder();
  const draw = async (name: string, source: string) =>
    readFile(await drawClip(join(folder.path, name), [source], [...H264]));
  exampleBytes = await draw('example.mp4', 'testsrc2=size=160x90:rate=10:duration=1');
  footageBytes = await draw(
    'footage.mp4',
    'gradients=size=320x180:rate=10:duration=2:seed=3:nb_colors=3:c0=0x305020:c1=0xe0c090:c2=0x7090b0',
  );
});
afterAll(async () => {
  await studio.close();
  await folder.dispose();
});

interface Clip {
  videoId: string;
  key: string;
}

/** A clip whose proxy lies in the store; `bytes` null stores nothing. */
async function clipOf(bytes: Buffer | null): Promise<Clip> {
  const clip = { videoId: newId(), key: `media/${newId()}/proxy-v1.mp4` };
  if (bytes) await studio.call('analysis').storage.put(clip.key, bytes, { contentType: 'video/mp4' });
  return clip;
}

interface Asked {
  runId: string;
  ownerId: string;
  example: Clip;
  footage: Clip;
}

async function request(clips: { example: Clip; footage: Clip }, ownerId = newId()): Promise<Asked> {
  const asked = { runId: newId(), ownerId, ...clips };
  await studio.deliver('analysis', RunRequested, asked.runId, {
    runId: asked.runId,
    ownerId,
    wish: 'like the example',
    exampleVideoId: clips.example.videoId,
    footageVideoId: clips.footage.videoId,
    exampleKey: clips.example.key,
    footageKey: clips.footage.key,
    quote: { amountTokens: 10, rateCardVersion: 1 },
    consentPublicPreview: false,
  });
  return asked;
}

async function reserve({ runId, ownerId }: { runId: string; ownerId: string }): Promise<void> {
  await studio.deliver('analysis', TokensReserved, runId, {
    runId,
    ownerId,
    reservationId: newId(),
    amountTokens: 10,
  });
}

const bothClips = async () => ({ example: await clipOf(exampleBytes), footage: await clipOf(footageBytes) });

async function said(runId: string) {
  await studio.settle();
  return (await studio.written()).filter((event) => event.aggregateId === runId);
}

/** Retries wait for the clock; a job of this context has three attempts. */
async function letRetriesPass(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    studio.clock.advance(60_000);
    await studio.settle();
  }
}

describe('the analysis of an erased clip', () => {
  it('is forgotten, and only that one', async () => {
    const clips = await bothClips();
    const asked = await request(clips);
    await reserve(asked);
    await studio.settle();
    const analysed = async () => {
      const { rows } = await studio.ownerPool.query<{ video_id: string }>(
        'select video_id from analysis.video_analysis where owner_id = $1',
        [asked.ownerId],
      );
      return rows.map((row) => row.video_id).sort();
    };
    expect(await analysed()).toEqual([clips.example.videoId, clips.footage.videoId].sort());
    const erased = { videoId: clips.example.videoId, ownerId: asked.ownerId };
    await studio.deliver('analysis', VideoErased, erased.videoId, erased);
    expect(await analysed()).toEqual([clips.footage.videoId]);
  });
});

describe('the analysis of a run of a published effect', () => {
  it('looks at the footage alone, after the tokens are reserved', async () => {
    const run = { runId: newId(), ownerId: newId() };
    const footage = await clipOf(footageBytes);
    await studio.deliver('analysis', EffectRunRequested, run.runId, {
      ...run,
      effectId: newId(),
      revisionId: 'ef'.repeat(32),
      effectTypeId: 'look-match',
      footageVideoId: footage.videoId,
      footageKey: footage.key,
      quote: { amountTokens: 10, rateCardVersion: 1 },
    });
    expect(await said(run.runId)).toEqual([]);
    await reserve(run);
    const [event, ...more] = await said(run.runId);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ type: 'FootageAnalyzed.v1', payload: { footageKey: footage.key } });
    expect(styleDescriptor.parse(event!.payload.footageDescriptor).key).toBeGreaterThan(0);
  });
});

describe('the analysis of a run', () => {
  it('begins only when the tokens are reserved', async () => {
    const run = await request(await bothClips());
    expect(await said(run.runId)).toEqual([]);
    await reserve(run);
    expect((await said(run.runId)).map((event) => event.type)).toEqual(['ContentAnalyzed.v1']);
  });

  it('says what both clips show, with the excerpt inside the footage', async () => {
    const run = await request(await bothClips());
    await reserve(run);
    const [event] = await said(run.runId);
    expect(event!.payload).toMatchObject({
      exampleVideoId: run.example.videoId,
      footageVideoId: run.footage.videoId,
      footageMegapixels: (320 * 180) / 1e6,
    });
    const { excerpt, footageDurationMs, mediaIntervals } = event!.payload as {
      excerpt: { startMs: number; durationMs: number };
      footageDurationMs: number;
      mediaIntervals: unknown[];
    };
    expect(footageDurationMs).toBeCloseTo(2_000, -2);
    expect(excerpt.startMs + excerpt.durationMs).toBeLessThanOrEqual(footageDurationMs);
    expect(mediaIntervals).toHaveLength(4);
    expect(event!.budgetContext).toBe('user_run');
  });

  it('is said once, although the reservation is announced again, before and after', async () => {
    const run = await request(await bothClips());
    await reserve(run);
    await reserve(run);
    await said(run.runId);
    await reserve(run);
    expect(await said(run.runId)).toHaveLength(1);
  });

  it('decodes nothing when the same bytes were analysed before, and measures the same', async () => {
    const first = await request(await bothClips());
    await reserve(first);
    const [before] = await said(first.runId);
    const sameBytes = {
      example: { ...first.example, videoId: newId() },
      footage: { ...first.footage, videoId: newId() },
    };
    const second = await request(sameBytes, newId());
    // Without the objects a second decode could not succeed.
    const { storage } = studio.call('analysis');
    await Promise.all([storage.remove(first.example.key), storage.remove(first.footage.key)]);
    await reserve(second);
    const [after] = await said(second.runId);
    expect(after).toMatchObject({ type: 'ContentAnalyzed.v1', payload: { mediaIntervals: [] } });
    expect(after!.payload.exampleDescriptor).toEqual(before!.payload.exampleDescriptor);
    expect(after!.payload.excerpt).toEqual(before!.payload.excerpt);
  });

  it('leaves a reservation alone whose run was never requested', async () => {
    const runId = newId();
    await reserve({ runId, ownerId: newId() });
    expect(await said(runId)).toEqual([]);
    expect(await studio.deadLetters()).toEqual([]);
  });
});

describe('a clip that cannot be analysed', () => {
  it('fails the run at once when its bytes are no video, and names that clip', async () => {
    const example = await clipOf(exampleBytes);
    const footage = await clipOf(Buffer.from('not a video at all, but long enough to be read as a file'));
    const run = await request({ example, footage });
    await reserve(run);
    const events = await said(run.runId);
    expect(events.map((event) => event.type)).toEqual(['AnalysisFailed.v1']);
    expect(events[0]!.payload).toMatchObject({ videoId: footage.videoId, reason: 'ANALYSIS_FAILED' });
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('fails the run after the last attempt when its bytes are gone, and leaves a dead letter', async () => {
    const run = await request({ example: await clipOf(exampleBytes), footage: await clipOf(null) });
    await reserve(run);
    await said(run.runId);
    await letRetriesPass();
    const events = await said(run.runId);
    expect(events.map((event) => event.type)).toEqual(['AnalysisFailed.v1']);
    const letters = await studio.deadLetters();
    expect(letters.filter(({ subject }) => subject === 'analyse-run')).toHaveLength(1);
  });
});

describe('an analysis', () => {
  const LOOK = `query ($videos: [_Any!]!) { _entities(representations: $videos) { ... on Video {
    analysis { id motionPattern motionEnergy palette { hex share } eligibleEffectTypes { effectType { id } } } } } }`;

  interface Seen {
    id: string;
    motionEnergy: number;
    palette: { hex: string; share: number }[];
    eligibleEffectTypes: { effectType: { id: string } }[];
  }

  async function look(caller: ReturnType<typeof creator>, videoId: string): Promise<Seen | null> {
    const videos = [{ __typename: 'Video', id: videoId }];
    const result = await studio.execute<{ _entities: { analysis: Seen | null }[] }>(
      'analysis',
      caller,
      LOOK,
      {
        videos,
      },
    );
    expect(result.errors).toBeUndefined();
    return result.data!._entities[0]!.analysis;
  }

  it('is seen by the owner of the clip and by admins, and by nobody else', async () => {
    const [anna, ben] = [creator(), creator()];
    const run = await request(await bothClips(), anna.subjectId!);
    await reserve(run);
    await said(run.runId);
    const seen = (await look(anna, run.example.videoId))!;
    expect(seen.palette[0]!.hex).toMatch(/^#[0-9a-f]{6}$/);
    expect(seen.eligibleEffectTypes.map(({ effectType }) => effectType.id)).toContain('look-match');
    expect(await look(admin(), run.example.videoId)).toMatchObject({ id: seen.id });
    expect(await look(ben, run.example.videoId)).toBeNull();
    const byId = 'query ($id: ID!) { analysis(id: $id) { id } }';
    const asked = await studio.execute('analysis', ben, byId, { id: seen.id });
    expect(asked.data).toEqual({ analysis: null });
  });
});

describe('a new version of the analyser', () => {
  it('leaves the old analysis in sight until the clip was analysed anew', async () => {
    const clips = await bothClips();
    const owner = creator();
    const run = await request(clips, owner.subjectId!);
    await reserve(run);
    await said(run.runId);
    const call = studio.call('analysis');
    const versionOf = async () => {
      const result = await studio.execute<{ analysis: { analyserVersion: string; taxonomyVersion: number } }>(
        'analysis',
        owner,
        `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Video { analysis { analyserVersion taxonomyVersion motion { pattern energy } sceneChanges { startMs endMs } } } } }`,
        { representations: [{ __typename: 'Video', id: clips.example.videoId }] },
      );
      return (result.data as unknown as { _entities: { analysis: { analyserVersion: string } }[] })
        ._entities[0]!.analysis.analyserVersion;
    };
    const current = await versionOf();
    await call.db.transaction(call, (tx) =>
      tx.manager.query(
        "update analysis.video_analysis set analyser_version = 'cpu-0.0.1' where video_id = $1",
        [clips.example.videoId],
      ),
    );
    expect(await versionOf()).toBe('cpu-0.0.1');
    await ensureTurns(call, [reanalyseClips]);
    await studio.settle();
    expect(await versionOf()).toBe(current);
  });
});
