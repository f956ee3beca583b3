import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from '@effect-studio/kernel/context';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import intake from './subgraph.ts';
import { beginUpload, sendClip } from './testing/uploading.ts';
import { eraseClipsOf } from './use-cases/erase-clips-of.ts';
import { reapOrphans } from './use-cases/reap-orphans.ts';

let studio: TestStudio;
/** Runs that are not over, by clip. */
const activeRuns = new Map<string, string[]>();
const graph: GraphClient = {
  ask: <Data>(call: { caller: Caller }, _document: string, variables: object = {}) => {
    expect(call.caller.kind).toBe('system');
    const runs = activeRuns.get((variables as { id: string }).id) ?? [];
    return Promise.resolve({ video: { activeRuns: runs.map((id) => ({ id })) } } as Data);
  },
};

const sharedBucket = process.env.TEST_S3_BUCKET;
beforeAll(async () => {
  // The reaper goes through the whole bucket: not through one where other tests have their things.
  process.env.TEST_S3_BUCKET = `erasure-${newId()}`;
  studio = await TestStudio.open([intake], { graph });
});
afterAll(async () => {
  process.env.TEST_S3_BUCKET = sharedBucket;
  await studio.close();
});

let drawn = 0;
/** A clip whose bytes no other test has. */
async function newClip(): Promise<Buffer> {
  drawn += 1;
  const path = join(tmpdir(), `erasure-${newId()}.mp4`);
  await drawClip(path, [`testsrc2=duration=0.5:size=${64 + 2 * drawn}x64`], H264);
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
}

async function ready(caller: Caller, bytes: Buffer): Promise<string> {
  const videoId = await sendClip(studio, caller, bytes);
  await studio.settle();
  return videoId;
}

async function erase(caller: Caller, videoId: string) {
  const { data, errors } = await studio.execute<{
    eraseClip: { __typename: string; runIds?: string[]; status?: string };
  }>(
    'intake',
    caller,
    `mutation ($input: EraseClipInput!) { eraseClip(input: $input) { __typename
       ... on Video { status fileName sha256 width proxyUrl } ... on ClipInUse { runIds } ... on Problem { title } } }`,
    { input: { videoId, idempotencyKey: newId() } },
  );
  expect(errors).toBeUndefined();
  await studio.settle();
  return data!.eraseClip;
}

async function mediaOf(videoId: string): Promise<string[]> {
  const events = await studio.written('VideoIngested.v1');
  const { sha256 } = events.findLast(({ aggregateId }) => aggregateId === videoId)!.payload;
  return stored(`media/${sha256}/`);
}

async function stored(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of studio.call('intake').storage.list(prefix)) keys.push(key);
  return keys;
}

const exists = async (key: string): Promise<boolean> =>
  (await studio.call('intake').storage.head(key)) !== null;

async function rowOf(videoId: string) {
  const { rows } = await studio.ownerPool.query('select * from intake.video where id = $1', [videoId]);
  return rows[0];
}

describe('an erased clip', () => {
  it('leaves nothing but its id: no bytes, no name, no figures; and others are told', async () => {
    const anna = creator();
    const videoId = await ready(anna, await newClip());
    expect((await mediaOf(videoId)).length).toBeGreaterThanOrEqual(3);
    const nothing = { fileName: 'erased clip', sha256: null, width: null, proxyUrl: null };
    expect(await erase(anna, videoId)).toEqual({ __typename: 'Video', status: 'ERASED', ...nothing });
    expect(await mediaOf(videoId)).toEqual([]);
    const row = await rowOf(videoId);
    expect(row).toMatchObject({ sha256: null, metadata: null, size_bytes: null, owner_id: anna.subjectId });
    expect(JSON.stringify(row)).not.toContain('holiday');
    const told = (await studio.written('VideoErased.v1')).filter((event) => event.aggregateId === videoId);
    expect(told.map(({ payload }) => payload)).toEqual([
      { schema_version: 'v1', videoId, ownerId: anna.subjectId },
    ]);
    for (const table of ['upload', 'link_fetch', 'media_use']) {
      const { rows } = await studio.ownerPool.query(`select 1 from intake.${table} where video_id = $1`, [
        videoId,
      ]);
      expect(rows, table).toEqual([]);
    }
    const page = await studio.execute(
      'intake',
      anna,
      '{ videos { edges { node { id } } } clipQuota { storedBytes } }',
    );
    expect(page.data).toEqual({ videos: { edges: [] }, clipQuota: { storedBytes: '0' } });
    // Again: nothing more happens.
    expect(await erase(anna, videoId)).toMatchObject({ __typename: 'Video', status: 'ERASED' });
    expect(await studio.deadLetters()).toEqual([]);
  });

  it('keeps bytes that another clip has too, until that one is erased as well', async () => {
    const [anna, ben, bytes] = [creator(), creator(newId(), newId()), await newClip()];
    const [annas, bens] = [await ready(anna, bytes), await ready(ben, bytes)];
    await erase(anna, annas);
    expect((await mediaOf(annas)).length).toBeGreaterThanOrEqual(3);
    await erase(ben, bens);
    expect(await mediaOf(bens)).toEqual([]);
    // Brought once more, they are made anew.
    expect((await mediaOf(await ready(anna, bytes))).length).toBeGreaterThanOrEqual(3);
  });

  it('is not one that a run reads, that is on its way, or of somebody else or the house', async () => {
    const anna = creator();
    const videoId = await ready(anna, await newClip());
    activeRuns.set(videoId, ['run-1', 'run-2']);
    expect(await erase(anna, videoId)).toMatchObject({ __typename: 'ClipInUse', runIds: ['run-1', 'run-2'] });
    activeRuns.delete(videoId);
    expect(await erase(creator(), videoId)).toMatchObject({ __typename: 'NotFound' });
    const { videoId: arriving } = await beginUpload(studio, anna, 100);
    expect(await erase(anna, arriving)).toMatchObject({ __typename: 'InvalidState' });
    expect((await mediaOf(videoId)).length).toBeGreaterThanOrEqual(3);
  });

  it('of a person who is to be forgotten goes wherever it stands, also in the middle of processing', async () => {
    const anna = creator();
    const bytes = await newClip();
    const done = await ready(anna, await newClip());
    const arriving = await beginUpload(studio, anna, 100);
    const processing = await sendClip(studio, anna, bytes);
    const ctx = studio.call('intake');
    expect(await ctx.db.transaction(ctx, (tx) => eraseClipsOf(tx, anna.subjectId!))).toBe(3);
    expect(await ctx.db.transaction(ctx, (tx) => eraseClipsOf(tx, anna.subjectId!))).toBe(0);
    await studio.settle();
    for (const videoId of [done, arriving.videoId, processing]) {
      expect(await rowOf(videoId)).toMatchObject({ status: 'ERASED', file_name: 'erased clip' });
    }
    expect(await mediaOf(done)).toEqual([]);
    await expect.poll(() => exists(arriving.objectKey)).toBe(false);
    expect(await studio.deadLetters()).toEqual([]);
  });
});

describe('the reaper', () => {
  it('removes what nobody waits for, and nothing that somebody does', async () => {
    const anna = creator();
    const clip = await ready(anna, await newClip());
    const open = await beginUpload(studio, creator(newId(), newId()), 100);
    const confirmed = await sendClip(studio, anna, await newClip());
    const ctx = studio.call('intake');
    const orphans = [
      `uploads/${newId()}/source`,
      `uploads/house-${newId()}`,
      `media/${'0a'.repeat(32)}/proxy-v1.mp4`,
      `media/${'0a'.repeat(32)}/source`,
    ];
    const foreign = [`uploads/outputs/${newId()}.mp4`, `uploads/held/${newId()}.mp4`, `media/${newId()}.txt`];
    for (const key of [...orphans, ...foreign]) {
      await ctx.storage.put(key, Buffer.from('left behind'), { contentType: 'video/mp4' });
    }
    const forgotten = `uploads/${newId()}/source`;
    const multipartId = await ctx.storage.startMultipart(forgotten, 'video/mp4');

    await reapOrphans(ctx, new Date(Date.now() - 3_600_000));
    for (const key of orphans) expect(await exists(key), key).toBe(true);

    await reapOrphans(ctx, new Date(Date.now() + 60_000));
    for (const key of orphans) expect(await exists(key), key).toBe(false);
    for (const key of foreign) expect(await exists(key), key).toBe(true);
    await expect(ctx.storage.listParts(forgotten, multipartId)).rejects.toThrow();
    expect((await mediaOf(clip)).length).toBeGreaterThanOrEqual(3);
    const multiparts: string[] = [];
    for await (const { key } of ctx.storage.listMultiparts('uploads/')) multiparts.push(key);
    expect(multiparts).toContain(open.objectKey);
    await studio.settle();
    expect(await rowOf(confirmed)).toMatchObject({ status: 'READY' });
    for (const key of foreign) await ctx.storage.remove(key);
  });

  it('finds the parts of an upload that expired while the store was away', async () => {
    const { objectKey } = await beginUpload(studio, creator(), 100);
    const { storage } = studio.call('intake');
    const abort = storage.abortMultipart.bind(storage);
    storage.abortMultipart = () => Promise.reject(new Error('the store is away'));
    studio.clock.advance(86_400_000);
    await studio.settle();
    storage.abortMultipart = abort;
    const begun = async () => {
      const keys: string[] = [];
      for await (const { key } of storage.listMultiparts(objectKey)) keys.push(key);
      return keys;
    };
    expect(await begun()).toEqual([objectKey]);
    await reapOrphans(studio.call('intake'), new Date(Date.now() + 60_000));
    expect(await begun()).toEqual([]);
  });
});
