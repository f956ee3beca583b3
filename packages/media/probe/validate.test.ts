import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { clipFolder, drawClip, H264 } from '../testing/synthetic-clips.ts';
import { validateVideo } from './validate.ts';

const LIMITS = { maxSizeBytes: 5e8, maxDurationMs: 600_000, maxPixels: 3_840 * 2_160 };
const REAL_CLIPS = '../shared/data/videos';
let folder: Awaited<ReturnType<typeof clipFolder>>;
let clip: string;

const inFolder = (name: string) => `${folder.path}/${name}`;
const written = async (name: string, bytes: Uint8Array | string) => {
  await writeFile(inFolder(name), bytes);
  return inFolder(name);
};
const verdict = async (path: string, limits = LIMITS) => {
  const result = await validateVideo(path, limits);
  return result.ok ? 'ok' : result.reason;
};

beforeAll(async () => {
  folder = await clipFolder();
  clip = await drawClip(
    inFolder('clip.mp4'),
    ['testsrc2=duration=4:size=320x180', 'sine=duration=4'],
    [...H264, ...['-g', '25', '-movflags', '+faststart', '-c:a', 'aac']],
  );
});
afterAll(() => folder.dispose());

describe('validateVideo', () => {
  it('accepts a sound clip and tells what it is', async () => {
    const result = await validateVideo(clip, LIMITS);
    expect(result).toMatchObject({
      ok: true,
      metadata: {
        durationMs: 4_000,
        width: 320,
        height: 180,
        videoCodec: 'h264',
        hasAudio: true,
        isHdr: false,
      },
    });
  });

  it.each(['webm', 'mkv', 'avi', 'flv', 'ts', 'ogv', '3gp'])('accepts %s', async (extension) => {
    const codecs: Record<string, string[]> = {
      webm: ['-c:v', 'libvpx', '-b:v', '1M'],
      avi: ['-c:v', 'mpeg4'],
      flv: ['-c:v', 'flv'],
      ogv: ['-c:v', 'libtheora'],
      '3gp': ['-s', '176x144', '-c:v', 'h263'],
    };
    const path = inFolder(`clip.${extension}`);
    await drawClip(path, ['testsrc2=duration=2:size=160x120:rate=25'], codecs[extension] ?? [...H264]);
    expect(await verdict(path)).toBe('ok');
  });

  it('goes by the bytes, not by the name', async () => {
    const mkv = await drawClip(inFolder('real.mkv'), ['testsrc2=duration=1:size=64x64'], H264);
    expect(await verdict(await written('misnamed.mp4', await readFile(mkv)))).toBe('ok');
    expect(await verdict(await written('text.mp4', 'hello, I am a video'))).toBe('NOT_A_VIDEO');
  });

  it('accepts a slideshow that has no frame in its last second', async () => {
    const path = inFolder('slides.mp4');
    await drawClip(path, ['testsrc=duration=15:size=64x64:rate=1/5'], H264);
    expect(await verdict(path)).toBe('ok');
  });

  it('accepts a live recording whose header has no duration', async () => {
    const path = inFolder('live.webm');
    await drawClip(path, ['testsrc2=duration=2:size=64x64'], ['-c:v', 'libvpx', '-live', '1', '-f', 'webm']);
    expect(await validateVideo(path, LIMITS)).toMatchObject({ ok: true, metadata: { durationMs: 2_000 } });
  });

  it('calls files that end too early truncated', async () => {
    const bytes = await readFile(clip);
    expect(await verdict(await written('half.mp4', bytes.subarray(0, bytes.length / 2)))).toBe('TRUNCATED');
    expect(await verdict(await written('eight.mp4', '\0\0\0\x08ftyp'))).toBe('TRUNCATED');
    for (const extension of ['mkv', 'avi']) {
      const path = await drawClip(
        inFolder(`whole.${extension}`),
        ['testsrc2=duration=6:size=160x120'],
        [...['-c:v', 'mpeg4', '-g', '12']],
      );
      const whole = await readFile(path);
      const half = await written(`half.${extension}`, whole.subarray(0, whole.length / 2));
      expect(await verdict(half)).toBe('TRUNCATED');
    }
  });

  it('calls damaged pictures corrupt', async () => {
    const bytes = await readFile(clip);
    for (let i = 8_000; i < bytes.length - 8_000; i += 50) bytes[i]! ^= 0x55;
    expect(await verdict(await written('flipped.mp4', bytes))).toBe('CORRUPT');
  });

  it('refuses empty files, sound alone, and sound with a cover picture', async () => {
    const sound = await drawClip(inFolder('sound.mp4'), ['sine=duration=1'], ['-c:a', 'aac']);
    expect(await verdict(await written('empty.mp4', ''))).toBe('EMPTY');
    expect(await verdict(sound)).toBe('NO_VIDEO_STREAM');
    const covered = inFolder('covered.mp4');
    const cover = ['-f', 'lavfi', '-i', 'color=red:size=64x64:duration=0.04'];
    const streams = [
      '-map',
      '0',
      '-map',
      '1',
      '-c:a',
      'copy',
      '-c:v',
      'mjpeg',
      '-disposition:v',
      'attached_pic',
    ];
    await runFfmpeg(['-i', sound, ...cover, ...streams, covered], { timeoutMs: 20_000 });
    expect(await verdict(covered)).toBe('NO_VIDEO_STREAM');
  });

  it('holds a clip to its limits', async () => {
    const { size } = await stat(clip);
    expect(await verdict(clip, { ...LIMITS, maxSizeBytes: size - 1 })).toBe('TOO_LARGE');
    expect(await verdict(clip, { ...LIMITS, maxDurationMs: 3_999 })).toBe('TOO_LONG');
    expect(await verdict(clip, { ...LIMITS, maxPixels: 320 * 180 - 1 })).toBe('TOO_MANY_PIXELS');
  });

  it.skipIf(!existsSync(REAL_CLIPS))(
    'judges a collection of real clips rightly',
    { timeout: 120_000 },
    async () => {
      const refused: Record<string, string> = {};
      for (const name of await readdir(REAL_CLIPS)) {
        if (name.endsWith('.tsv')) continue;
        const judged = await verdict(`${REAL_CLIPS}/${name}`);
        if (judged !== 'ok') refused[name] = judged;
      }
      expect(refused).toEqual({
        'guitar.ogg': 'NO_VIDEO_STREAM',
        'mp4_sample_audio_only.mp4': 'NO_VIDEO_STREAM',
        'mp4_sample_malformed_free_box.mp4': 'CORRUPT',
      });
    },
  );
});
