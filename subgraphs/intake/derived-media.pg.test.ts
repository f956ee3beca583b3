import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { checkDecoding } from '@effect-studio/media/probe/decode-check';
import { drawFootage } from '@effect-studio/media/testing/golden-scenes';
import { clipFolder } from '@effect-studio/media/testing/synthetic-clips';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import intake from './subgraph.ts';
import { sendClip } from './testing/uploading.ts';
import { eraseClipsOf } from './use-cases/erase-clips-of.ts';

let studio: TestStudio;
let folder: Awaited<ReturnType<typeof clipFolder>>;
beforeAll(async () => {
  studio = await TestStudio.open([intake]);
  folder = await clipFolder();
});
afterAll(async () => {
  await studio.close();
  await folder.dispose();
});

interface Answer {
  id: string;
  isVariableFrameRate: boolean;
  isHdr: boolean;
  rotationDegrees: number;
  videoCodec: string;
  audioCodec: string | null;
  contactSheet: { url: string; columns: number; rows: number; frames: number } | null;
  hls: { playlist: string; expiresAt: string } | null;
  sameFilms: { id: string }[];
}

async function look(caller: Caller, id: string): Promise<Answer> {
  const { data, errors } = await studio.execute<{ video: Answer }>(
    'intake',
    caller,
    `query ($id: ID!) { video(id: $id) { id isVariableFrameRate isHdr rotationDegrees videoCodec audioCodec
       contactSheet { url columns rows frames } hls { playlist expiresAt } sameFilms { id } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data!.video;
}

async function bring(caller: Caller, path: string): Promise<string> {
  const videoId = await sendClip(studio, caller, await readFile(path));
  await studio.settle();
  return videoId;
}

async function halfAMinute(): Promise<void> {
  studio.clock.advance(30_000);
  await studio.settle();
}

const text = (dataUrl: string) => Buffer.from(dataUrl.split('base64,')[1]!, 'base64').toString();

it('a ready clip gets a contact sheet and renditions that a player can read, and is known in another encoding', async () => {
  const anna = creator();
  const path = join(folder.path, 'film.mp4');
  await drawFootage(path, 0, { seconds: 5, size: '720x406', sound: true });
  const first = await bring(anna, path);
  expect(await look(anna, first)).toMatchObject({ contactSheet: null, hls: null, sameFilms: [] });
  await halfAMinute();
  const video = await look(anna, first);
  expect(video).toMatchObject({
    ...{
      isVariableFrameRate: false,
      isHdr: false,
      rotationDegrees: 0,
      videoCodec: 'h264',
      audioCodec: 'aac',
    },
    contactSheet: { columns: 4, rows: 4, frames: 16 },
  });
  const sheet = Buffer.from(await (await fetch(video.contactSheet!.url)).arrayBuffer());
  expect(sheet.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  expect(
    await fetch(video.contactSheet!.url.replace(/Signature=./, 'Signature=x')).then(({ status }) => status),
  ).toBe(403);

  const variants = video.hls!.playlist.split('\n').filter((line) => line.startsWith('data:'));
  expect(variants).toHaveLength(2);
  for (const variant of variants) expect(await framesPlayed(text(variant))).toBe(125);

  const smaller = join(folder.path, 'smaller.webm');
  await runFfmpeg(['-i', path, '-vf', 'scale=320:-2', '-c:v', 'libvpx', '-b:v', '200k', '-an', smaller], {
    timeoutMs: 60_000,
  });
  const other = join(folder.path, 'other.mp4');
  await drawFootage(other, 1, { seconds: 5, size: '320x180' });
  const [again, second, third] = [
    await bring(anna, path),
    await bring(anna, smaller),
    await bring(anna, other),
  ];
  const bens = await bring(creator(), path);
  await halfAMinute();
  expect((await look(anna, again)).sameFilms).toEqual([{ id: first }]);
  expect((await look(anna, second)).sameFilms).toEqual([{ id: again }, { id: first }]);
  expect((await look(anna, third)).sameFilms).toEqual([]);
  expect((await look(anna, first)).sameFilms).toEqual([]);
  const { rows } = await studio.ownerPool.query('select owner_id from intake.video where id = $1', [bens]);
  expect((await look(creator(rows[0].owner_id), bens)).sameFilms).toEqual([]);
  expect(await studio.deadLetters()).toEqual([]);
});

it('what is made of a clip goes with it, also when it is made while the clip is erased', async () => {
  const anna = creator();
  const path = join(folder.path, 'gone.mp4');
  await drawFootage(path, 2, { seconds: 1, size: '160x90', seed: 99 });
  const ctx = studio.call('intake');
  const erase = () => ctx.db.transaction(ctx, (tx) => eraseClipsOf(tx, anna.subjectId!));
  await bring(anna, path);
  await halfAMinute();
  const { sha256 } = (await studio.written('VideoIngested.v1')).at(-1)!.payload;
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of ctx.storage.list(`media/${sha256}/`)) found.push(key.split('/').at(-1)!);
    return found;
  };
  expect(await keys()).toEqual([
    'hls-v1-high.mp4',
    'poster-v1.jpg',
    'proxy-v1.mp4',
    'sheet-v1.jpg',
    'source',
  ]);
  await erase();
  await studio.settle();
  expect(await keys()).toEqual([]);
  await bring(anna, path);
  await erase();
  await halfAMinute();
  expect(await keys()).toEqual([]);
  expect(await studio.deadLetters()).toEqual([]);
});

/** Reads a media playlist as a player does: byte ranges of a signed address. */
async function framesPlayed(playlist: string): Promise<number> {
  const url = /URI="([^"]+)"/.exec(playlist)![1]!;
  const ranges = [...playlist.matchAll(/BYTERANGE[:=]"?(\d+)@(\d+)/g)].map(
    (match) => [Number(match[1]), Number(match[2])] as const,
  );
  const parts: Buffer[] = [];
  for (const [length, offset] of ranges) {
    const response = await fetch(url, { headers: { range: `bytes=${offset}-${offset + length - 1}` } });
    expect(response.status).toBe(206);
    parts.push(Buffer.from(await response.arrayBuffer()));
  }
  const played = join(folder.path, `played-${newId()}.mp4`);
  await writeFile(played, Buffer.concat(parts));
  return (await checkDecoding(played, { startMs: 0, durationMs: 60_000, strict: true })).frames;
}
