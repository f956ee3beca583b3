import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import intake from './subgraph.ts';

const run = promisify(execFile);
let studio: TestStudio;
let folder: string;
let clip: Buffer;

async function makeClip(name: string, ...args: string[]): Promise<string> {
  const path = join(folder, name);
  await run(ffmpegPath(), ['-v', 'error', '-y', ...args, path]);
  return path;
}

beforeAll(async () => {
  studio = await TestStudio.open([intake]);
  folder = await mkdtemp(join(tmpdir(), 'intake-test-'));
  const source = ['-f', 'lavfi', '-i', 'testsrc=s=321x241:r=25:d=1.5', '-f', 'lavfi', '-i', 'sine=d=1.5'];
  clip = await readFile(
    await makeClip(
      'clip.mp4',
      ...source,
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv444p',
      '-c:a',
      'aac',
      '-shortest',
    ),
  );
});
afterAll(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

const PROBLEM = '... on Problem { __typename title humanReadableCause suggestedAction }';

interface Started {
  startUpload: {
    __typename: string;
    id: string;
    partCount: number;
    humanReadableCause?: string;
    video: { id: string; status: string };
  };
}

async function start(caller: Caller, fileName: string, sizeBytes: number): Promise<Started['startUpload']> {
  const result = await studio.execute<Started>(
    'intake',
    caller,
    `mutation ($input: StartUploadInput!) { startUpload(input: $input) { __typename ... on Upload { id partCount video { id status } } ${PROBLEM} } }`,
    { input: { fileName, sizeBytes: String(sizeBytes), idempotencyKey: newId() } },
  );
  expect(result.errors).toBeUndefined();
  return result.data!.startUpload;
}

async function send(
  caller: Caller,
  uploadId: string,
  bytes: Buffer,
): Promise<{ partNumber: number; etag: string }[]> {
  const signed = await studio.execute<{ signUploadParts: { parts: { partNumber: number; url: string }[] } }>(
    'intake',
    caller,
    'mutation ($input: SignUploadPartsInput!) { signUploadParts(input: $input) { ... on SignedParts { parts { partNumber url } } } }',
    { input: { uploadId, partNumbers: [1] } },
  );
  const [part] = signed.data!.signUploadParts.parts;
  const response = await fetch(part!.url, { method: 'PUT', body: new Uint8Array(bytes) });
  expect(response.status).toBe(200);
  return [{ partNumber: 1, etag: response.headers.get('etag')! }];
}

async function confirm(caller: Caller, uploadId: string, parts: { partNumber: number; etag: string }[]) {
  const result = await studio.execute<{
    completeUpload: { __typename: string; id: string; missingParts: number[] };
  }>(
    'intake',
    caller,
    `mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { __typename ... on Video { id } ... on UploadIncomplete { missingParts } ${PROBLEM} } }`,
    { input: { uploadId, parts, idempotencyKey: newId() } },
  );
  expect(result.errors).toBeUndefined();
  return result.data!.completeUpload;
}

interface VideoAnswer {
  id: string;
  fileName: string;
  status: string;
  width: number;
  height: number;
  durationMs: number;
  hasAudio: boolean;
  sha256: string;
  proxyUrl: string | null;
  posterUrl: string | null;
  rejection: { reason: string; humanReadableCause: string; suggestedAction: string } | null;
}

async function look(caller: Caller, id: string): Promise<VideoAnswer | null> {
  const result = await studio.execute<{ video: VideoAnswer | null }>(
    'intake',
    caller,
    'query ($id: ID!) { video(id: $id) { id fileName status width height durationMs hasAudio sha256 proxyUrl posterUrl rejection { reason humanReadableCause suggestedAction } } }',
    { id },
  );
  return result.data!.video;
}

async function upload(caller: Caller, fileName: string, bytes: Buffer): Promise<VideoAnswer> {
  const started = await start(caller, fileName, bytes.length);
  const confirmed = await confirm(caller, started.id, await send(caller, started.id, bytes));
  expect(confirmed.__typename).toBe('Video');
  await studio.settle();
  return (await look(caller, confirmed.id))!;
}

describe('an upload', () => {
  it('becomes a ready clip with a playable proxy and a poster under immutable keys', async () => {
    const anna = creator();
    const video = await upload(anna, 'holiday.mp4', clip);
    expect(video).toMatchObject({ status: 'READY', width: 321, height: 241, hasAudio: true });
    const proxy = await fetch(video.proxyUrl!);
    expect(
      Buffer.from(await proxy.arrayBuffer())
        .subarray(4, 8)
        .toString(),
    ).toBe('ftyp');
    expect((await fetch(video.posterUrl!)).status).toBe(200);
    const [event] = (await studio.written('VideoIngested.v1')).slice(-1);
    expect(event!.payload).toMatchObject({
      videoId: video.id,
      proxyKey: `media/${video.sha256}/proxy-v1.mp4`,
    });
    expect(await studio.deadLetters()).toEqual([]);
  });

  it.each(['-i.mp4', '$(touch pwned).mp4', '../../etc/passwd', 'a"; rm -rf .mp4'])(
    'takes the name %s as a name only',
    async (name) => {
      const video = await upload(creator(), name, clip);
      expect(video.status).toBe('READY');
      expect(video.fileName).not.toContain('/');
    },
  );

  it.each([
    ['an eight-byte file', 'tiny.mp4', Buffer.from('ftypmp42'), ['NOT_A_VIDEO', 'TRUNCATED']],
    ['noise', 'noise.mp4', randomBytes(20_000), ['NOT_A_VIDEO']],
  ] as const)('refuses %s with a reason and a suggestion', async (_what, name, bytes, reasons) => {
    const video = await upload(creator(), name, bytes);
    expect(video.status).toBe('REJECTED');
    expect(reasons).toContain(video.rejection!.reason);
    expect(video.rejection!.suggestedAction).not.toBe('');
  });

  it('refuses a clip that was cut off', async () => {
    const path = await makeClip(
      'cut.mp4',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=320x240:d=3',
      '-c:v',
      'libx264',
      '-movflags',
      '+faststart',
    );
    const whole = await readFile(path);
    await truncate(path, Math.floor(whole.length / 2));
    expect((await upload(creator(), 'cut.mp4', await readFile(path))).rejection?.reason).toBe('TRUNCATED');
  });

  it('refuses sound without picture, and takes a clip whose name claims another format', async () => {
    const sound = await makeClip('sound.mp4', '-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac');
    expect((await upload(creator(), 'sound.mp4', await readFile(sound))).rejection?.reason).toBe(
      'NO_VIDEO_STREAM',
    );
    expect((await upload(creator(), 'really-an-mp4.avi', clip)).status).toBe('READY');
  });

  it('is refused before anything is stored when it is empty or too large', async () => {
    expect(await start(creator(), 'empty.mp4', 0)).toMatchObject({ __typename: 'InvalidInput' });
    expect(await start(creator(), 'huge.mp4', 3 * 2 ** 30)).toMatchObject({ __typename: 'FileTooLarge' });
  });

  it('stays open when it is confirmed but was never sent', async () => {
    const anna = creator();
    const started = await start(anna, 'never.mp4', 1_000);
    expect(await confirm(anna, started.id, [{ partNumber: 1, etag: '"none"' }])).toMatchObject({
      __typename: 'UploadIncomplete',
      missingParts: [1],
    });
    const parts = await send(anna, started.id, clip.subarray(0, 1_000));
    expect((await confirm(anna, started.id, parts)).__typename).toBe('Video');
  });

  it('is refused when its bytes change after the confirmation', async () => {
    const anna = creator();
    const started = await start(anna, 'swapped.mp4', clip.length);
    const confirmed = await confirm(anna, started.id, await send(anna, started.id, clip));
    const { storage } = studio.call('intake');
    await storage.put(`uploads/${started.id}/source`, Buffer.from('something else'), {
      contentType: 'video/mp4',
    });
    await studio.settle();
    expect((await look(anna, confirmed.id))!.rejection?.reason).toBe('CHANGED_AFTER_CONFIRMATION');
  });

  it('expires when it is not confirmed within a day, and tells its owner why', async () => {
    const anna = creator();
    const started = await start(anna, 'forgotten.mp4', 1_000);
    studio.clock.advance(86_400_000);
    await studio.settle();
    expect(await look(anna, started.video.id)).toMatchObject({
      status: 'REJECTED',
      rejection: { reason: 'NEVER_SENT' },
    });
  });

  it('answers the same upload to the same key', async () => {
    const anna = creator();
    const input = { fileName: 'same.mp4', sizeBytes: '10', idempotencyKey: newId() };
    const document =
      'mutation ($input: StartUploadInput!) { startUpload(input: $input) { ... on Upload { id } } }';
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => studio.execute('intake', anna, document, { input })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.data))).size).toBe(1);
  });
});

describe('a clip', () => {
  it('is invisible to everybody but its owner', async () => {
    const video = await upload(creator(), 'private.mp4', clip);
    expect(await look(creator(), video.id)).toBeNull();
  });

  it('cannot be asked for without signing in', async () => {
    const visitor = { ...creator(), kind: 'anonymous' as const, subjectId: null };
    const result = await studio.execute('intake', visitor, 'query { videos { edges { node { id } } } }');
    expect(result.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });
});
