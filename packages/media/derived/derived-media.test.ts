import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { frameCollector } from '../frames/frame-collector.ts';
import { isSameFilm } from '../likeness/near-duplicates.ts';
import { hashDistance } from '../likeness/perceptual-hash.ts';
import { checkDecoding } from '../probe/decode-check.ts';
import { probeVideo } from '../probe/probe.ts';
import { drawFootage } from '../testing/golden-scenes.ts';
import { clipFolder, drawClip, H264 } from '../testing/synthetic-clips.ts';
import { type HlsRendition, writeHls } from './hls.ts';
import { mediaPlaylist, multivariantPlaylist, parseHlsPlaylist } from './hls-playlist.ts';
import { writeProxy } from './proxy.ts';
import { writeStoryboard } from './storyboard.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
const at = (name: string) => `${folder.path}/${name}`;
beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

const LIMITS = { timeoutMs: 60_000 };

async function proxyOf(source: string) {
  const path = `${source}.proxy.mp4`;
  await writeProxy(source, (await probeVideo(source))!, path, LIMITS);
  return { path, metadata: (await probeVideo(path))! };
}

async function printOf(source: string) {
  const { path, metadata } = await proxyOf(source);
  const { frameHash, frames } = await writeStoryboard(path, metadata, `${source}.jpg`, LIMITS);
  return { frameHash, frames, durationMs: metadata.durationMs };
}

describe('HLS renditions', () => {
  it('are the whole proxy, cut at the same moments in both qualities, and read by byte ranges', async () => {
    const source = await drawClip(
      at('long.mp4'),
      ['testsrc2=size=960x540:rate=25:duration=9.2', 'sine=duration=9.2'],
      [...H264, '-c:a', 'aac'],
    );
    const { path, metadata } = await proxyOf(source);
    const { renditions } = await writeHls(path, metadata, folder.path, LIMITS);
    expect(renditions.map(({ name, width, height }) => ({ name, width, height }))).toEqual([
      { name: 'high', width: 960, height: 540 },
      { name: 'low', width: 640, height: 360 },
    ]);
    const moments = renditions.map(({ segments }) => segments.map(({ durationS }) => Math.round(durationS)));
    expect(moments).toEqual([
      [4, 4, 1],
      [4, 4, 1],
    ]);
    for (const rendition of renditions) {
      expect(rendition.codecs).toMatch(/^avc1\.[0-9a-f]{6},mp4a\.40\.2$/);
      expect(rendition.averageBitRate).toBeLessThanOrEqual(rendition.peakBitRate);
      expect(await framesOf(rendition)).toBe(230);
    }
    expect(renditions[1]!.averageBitRate).toBeLessThan(renditions[0]!.averageBitRate);
    const text = mediaPlaylist(renditions[0]!, 'https://store.example/high.mp4?signature=a&b=c');
    expect(parseHlsPlaylist(text)).toEqual({
      header: renditions[0]!.header,
      segments: renditions[0]!.segments,
    });
    const all = multivariantPlaylist(renditions, ({ name }) => `${name}.m3u8`);
    expect(all).toMatch(/BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,RESOLUTION=640x360,CODECS="avc1/);
  });

  it('of a small clip without sound are one, in its own size', async () => {
    const source = await drawClip(at('small.mp4'), ['testsrc2=size=200x300:rate=25:duration=1'], H264);
    const { path, metadata } = await proxyOf(source);
    const { renditions } = await writeHls(path, metadata, folder.path, LIMITS);
    expect(renditions).toMatchObject([
      { name: 'high', width: 200, height: 300, codecs: expect.not.stringContaining('mp4a') },
    ]);
  });

  /** As a player would: the header, then one range after the other. */
  async function framesOf({ name, header, segments }: HlsRendition): Promise<number> {
    const file = await open(at(`${name}.mp4`));
    const ranges: Buffer[] = [];
    for (const { offset, length } of [header, ...segments]) {
      ranges.push((await file.read(Buffer.alloc(length), 0, length, offset)).buffer);
    }
    await file.close();
    const played = at(`${name}-played.mp4`);
    await writeFile(played, Buffer.concat(ranges));
    const { frames } = await checkDecoding(played, { startMs: 0, durationMs: 60_000, strict: true });
    return frames;
  }
});

describe('a storyboard', () => {
  it('shows sixteen moments in one picture, of a clip of one frame just that', async () => {
    const source = await drawClip(at('board.mp4'), ['testsrc2=size=320x180:rate=25:duration=2'], H264);
    const { path, metadata } = await proxyOf(source);
    const board = await writeStoryboard(path, metadata, at('board.jpg'), LIMITS);
    expect(board).toMatchObject({ columns: 4, rows: 4, frames: 16, cellWidth: 240, cellHeight: 136 });
    expect(board.frameHash).toMatch(/^[0-9a-f]{256}$/);
    const jpeg = await readFile(at('board.jpg'));
    expect(jpeg.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    const single = await drawClip(at('single.mp4'), ['testsrc2=size=320x180:rate=25:duration=0.04'], H264);
    expect(await printOf(single)).toMatchObject({ frames: 1 });
  });

  it('looks the same when it is made again', async () => {
    const source = await drawClip(at('again.mp4'), ['testsrc2=size=160x90:rate=25:duration=1'], H264);
    const { path, metadata } = await proxyOf(source);
    const digest = async () => {
      await writeStoryboard(path, metadata, at('again.jpg'), LIMITS);
      return createHash('sha256')
        .update(await readFile(at('again.jpg')))
        .digest('hex');
    };
    expect(await digest()).toBe(await digest());
  });
});

describe('the hash over time', () => {
  /** The same film as people meet it: smaller, coarser, in another container, at another rate, graded a little. */
  const ENCODINGS: [string, string[]][] = [
    ['coarse.mp4', ['-c:v', 'libx264', '-crf', '38']],
    ['small.webm', ['-vf', 'scale=iw/3:-2', '-c:v', 'libvpx', '-b:v', '200k']],
    ['slow.mkv', ['-r', '24', '-c:v', 'libx264', '-crf', '28']],
    ['old.avi', ['-c:v', 'mpeg4', '-q:v', '12']],
    ['graded.mp4', ['-vf', 'eq=brightness=0.04:saturation=1.2', '-c:v', 'libx264', '-crf', '30']],
  ];

  it('knows the same film in every encoding, and no other film', async () => {
    const prints = [];
    for (const scene of [0, 1, 2]) {
      const path = at(`film-${scene}.mp4`);
      await drawFootage(path, scene, { seconds: 2, size: '320x180' });
      const original = await printOf(path);
      prints.push(original);
      for (const [name, args] of scene === 0 ? ENCODINGS : []) {
        const encoded = at(`film-${scene}-${name}`);
        await runFfmpeg(['-i', path, ...args, '-an', encoded], LIMITS);
        const print = await printOf(encoded);
        expect(
          isSameFilm(original, print),
          `${name}: ${hashDistance(original.frameHash, print.frameHash)}`,
        ).toBe(true);
      }
    }
    for (const [i, one] of prints.entries()) {
      for (const other of prints.slice(i + 1)) {
        expect(isSameFilm(one, other), String(hashDistance(one.frameHash, other.frameHash))).toBe(false);
      }
    }
    const [first] = prints;
    expect(isSameFilm(first!, { ...first!, durationMs: first!.durationMs + 1_000 })).toBe(false);
  });

  const recorded = fileURLToPath(new URL('../../../shared/data/videos/', import.meta.url));
  it.skipIf(!existsSync(`${recorded}flower.webm`))('knows a recorded film in other containers', async () => {
    const print = async (name: string) => {
      const copy = at(name);
      await writeFile(copy, await readFile(recorded + name));
      return printOf(copy);
    };
    const flower = await print('flower.mp4');
    for (const name of ['flower.webm', 'flower-fragmented.mp4']) {
      const other = await print(name);
      expect(hashDistance(flower.frameHash, other.frameHash), name).toBeLessThanOrEqual(0.07);
    }
    expect(isSameFilm(flower, await print('friday.mp4'))).toBe(false);
  });
});

describe('an HDR clip', () => {
  it.each(['smpte2084', 'arib-std-b67'])(
    'of %s becomes an SDR proxy that is neither dark nor burnt',
    async (transfer) => {
      // 58 % of PQ and 75 % of HLG are about the white of SDR.
      const level = transfer === 'smpte2084' ? 148 : 191;
      const source = at(`hdr-${transfer}.mp4`);
      await drawClip(
        source,
        [`color=0x${level.toString(16).repeat(3)}:size=320x180:duration=0.5:rate=25`],
        [
          ...['-vf', 'format=gbrp,scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le'],
          ...['-c:v', 'libx264', '-profile:v', 'high10', '-crf', '4', '-color_primaries', 'bt2020'],
          ...['-color_trc', transfer, '-colorspace', 'bt2020nc', '-color_range', 'tv'],
        ],
      );
      expect(await probeVideo(source)).toMatchObject({
        isHdr: true,
        colorTransfer: transfer,
        pixelFormat: 'yuv420p10le',
      });
      const { path, metadata } = await proxyOf(source);
      expect(metadata).toMatchObject({ isHdr: false, colorTransfer: 'bt709', pixelFormat: 'yuv420p' });
      const { sink, frames } = frameCollector(3);
      await runFfmpeg(
        ['-i', path, '-vf', 'scale=1:1,format=rgb24', '-frames:v', '1', '-f', 'rawvideo', 'pipe:3'],
        {
          ...LIMITS,
          pipes: [sink],
        },
      );
      const [red, green, blue] = frames[0]!;
      expect(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!)).toBeLessThan(8);
      expect(green).toBeGreaterThan(150);
      expect(green).toBeLessThan(250);
    },
  );
});
