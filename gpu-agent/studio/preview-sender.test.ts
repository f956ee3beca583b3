import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jpegSize } from '@effect-studio/media/derived/jpeg';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PREVIEW_SIDE, previewJpeg } from '../runners/preview-picture.ts';
import type { Preview } from '../runners/runner.ts';
import { PreviewSender } from './preview-sender.ts';

const log = pino({ level: 'silent' });
const picture = (text: string): Preview => ({
  mediaType: 'image/jpeg',
  bytes: new TextEncoder().encode(text),
  nodeId: null,
});

describe('pictures of a work in progress', () => {
  let sent: { text: string; url: string }[];
  let release: (() => void) | null;
  let sender: PreviewSender;
  beforeEach(() => {
    sent = [];
    release = null;
    sender = new PreviewSender(
      {
        toJpeg: async ({ bytes }) => bytes,
        put: async (jpeg, url) => {
          if (url === 'broken') throw new Error('refused');
          if (url === 'slow') await new Promise<void>((resolve) => (release = resolve));
          sent.push({ text: new TextDecoder().decode(jpeg), url });
        },
      },
      log,
    );
  });

  it('are sent when one is wanted: the newest, and each once', async () => {
    await sender.wanted('early');
    sender.offer(picture('old'));
    sender.offer(picture('new'));
    await sender.wanted('first');
    await sender.wanted('second');
    expect(sent).toEqual([{ text: 'new', url: 'first' }]);
    const sha256 = createHash('sha256').update('new').digest('hex');
    expect(sender.takeClaim()).toEqual({ sha256, sizeBytes: 3 });
    expect(sender.takeClaim()).toBeNull();
  });

  it('wait for one that is still on its way, and are not queued behind it', async () => {
    sender.offer(picture('first'));
    const slow = sender.wanted('slow');
    sender.offer(picture('second'));
    await sender.wanted('meanwhile');
    expect(sender.takeClaim()).toBeNull();
    release!();
    await slow;
    expect(sent.map(({ url }) => url)).toEqual(['slow']);
  });

  it('are forgotten when they cannot be sent', async () => {
    sender.offer(picture('first'));
    await sender.wanted('broken');
    expect(sender.takeClaim()).toBeNull();
    sender.offer(picture('second'));
    await sender.wanted('fine');
    expect(sent.map(({ text }) => text)).toEqual(['second']);
  });
});

describe('the picture that is sent', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preview-picture-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function made(name: string, source: string): Promise<Uint8Array> {
    const path = join(folder, name);
    const args = ['-f', 'lavfi', '-i', source, '-frames:v', '1', '-update', '1', path];
    await runFfmpeg(args, { timeoutMs: 30_000 });
    const bytes = await readFile(path);
    await rm(path);
    return bytes;
  }

  it('is a small JPEG, whatever the renderer drew', async () => {
    const png = await made('large.png', 'testsrc2=s=1600x900');
    const jpeg = await previewJpeg({ mediaType: 'image/png', bytes: png, nodeId: null }, folder);
    expect(jpegSize(jpeg!)).toEqual({ width: PREVIEW_SIDE, height: 270 });
    expect(jpeg!.length).toBeLessThan(65_536);
    const tall = await made('tall.jpg', 'testsrc2=s=300x1200');
    const shrunk = await previewJpeg({ mediaType: 'image/jpeg', bytes: tall, nodeId: null }, folder);
    expect(jpegSize(shrunk!)).toEqual({ width: 120, height: PREVIEW_SIDE });
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays as it is where it is small already', async () => {
    const bytes = await made('small.jpg', 'testsrc2=s=320x180');
    expect(await previewJpeg({ mediaType: 'image/jpeg', bytes, nodeId: null }, folder)).toBe(bytes);
  });

  it('is refused where it is none', async () => {
    const bytes = new TextEncoder().encode('no picture');
    await expect(previewJpeg({ mediaType: 'image/png', bytes, nodeId: null }, folder)).rejects.toThrow();
    expect(await readdir(folder)).toEqual([]);
  });
});
