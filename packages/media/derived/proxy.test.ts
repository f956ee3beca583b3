import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { readFrames } from '../frames/frames.ts';
import { probeVideo } from '../probe/probe.ts';
import { clipFolder, drawClip, H264 } from '../testing/synthetic-clips.ts';
import { writeContactSheet } from './contact-sheet.ts';
import { writePoster } from './poster.ts';
import { proxyShape, writeProxy } from './proxy.ts';
import { toneMapFilters } from './tone-map.ts';

let folder: Awaited<ReturnType<typeof clipFolder>>;
const inFolder = (name: string) => `${folder.path}/${name}`;

beforeAll(async () => {
  folder = await clipFolder();
});
afterAll(() => folder.dispose());

async function proxied(source: string) {
  const metadata = (await probeVideo(source))!;
  const path = `${source}.proxy.mp4`;
  await writeProxy(source, metadata, path, { timeoutMs: 60_000 });
  return { metadata, path, proxy: (await probeVideo(path))! };
}

it('turns a rotated clip upright', async () => {
  const flat = await drawClip(inFolder('flat.mp4'), ['testsrc2=duration=1:size=320x180'], H264);
  const turned = inFolder('turned.mp4');
  await runFfmpeg(['-display_rotation', '90', '-i', flat, '-c', 'copy', turned], { timeoutMs: 20_000 });
  const { metadata, proxy } = await proxied(turned);
  expect(metadata).toMatchObject({
    rotationDeg: 270,
    width: 180,
    height: 320,
    codedWidth: 320,
    codedHeight: 180,
  });
  expect(proxy).toMatchObject({ rotationDeg: 0, width: 180, height: 320 });
});

it('makes odd, large, fast, tall-pixel clips even, 720p, at most 30 fps, square-pixel', async () => {
  const source = await drawClip(
    inFolder('odd.mp4'),
    ['testsrc2=duration=1:size=1501x1001:rate=60'],
    [...['-vf', 'setsar=4/3', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p']],
  );
  const { proxy, metadata } = await proxied(source);
  expect(proxyShape(metadata)).toMatchObject({ width: 1_280, height: 640, frameRate: { num: 60, den: 2 } });
  expect(proxy).toMatchObject({
    width: 1_280,
    height: 640,
    averageFps: 30,
    pixelFormat: 'yuv420p',
    sampleAspectRatio: 1,
  });
});

it('gives an uneven clip a constant rate and keeps its length', async () => {
  const source = inFolder('uneven.mkv');
  const uneven = ['-vf', "select='not(mod(n,7))+not(mod(n,3))'", '-fps_mode', 'vfr'];
  await drawClip(source, ['testsrc2=duration=3:size=160x120:rate=30'], [...uneven, ...H264]);
  const { metadata, proxy } = await proxied(source);
  expect(metadata.isVariableFrameRate).toBe(true);
  expect(proxy).toMatchObject({ isVariableFrameRate: false, averageFps: 30 });
  expect(Math.abs(proxy.durationMs - metadata.durationMs)).toBeLessThan(120);
});

it('drops titles and places', async () => {
  const tags = ['-metadata', 'title=secret title', '-metadata', 'location=+48.1+011.5/'];
  const source = await drawClip(
    inFolder('tagged.mp4'),
    ['testsrc2=duration=0.5:size=64x64'],
    [...H264, ...tags],
  );
  expect((await readFile(source)).includes('secret title')).toBe(true);
  const { path } = await proxied(source);
  const bytes = await readFile(path);
  expect(bytes.includes('secret title') || bytes.includes('+48.1') || bytes.includes('Lavf')).toBe(false);
});

it('tone-maps HDR with or without zscale, and leaves SDR alone', async () => {
  expect(toneMapFilters('bt709', new Set())).toEqual([]);
  for (const filters of [new Set<string>(), new Set(['zscale', 'tonemap'])]) {
    for (const transfer of ['smpte2084', 'arib-std-b67']) {
      // Mid grey of 58 % PQ or 75 % HLG is about reference white: it must come out bright, not burnt.
      const level = transfer === 'smpte2084' ? 148 : 191;
      const source = `color=0x${level.toString(16).repeat(3)}:size=64x64:duration=0.1`;
      const tagged = `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc:range=tv`;
      const drawn = [
        'format=gbrp',
        'scale=out_color_matrix=bt2020:out_range=tv',
        'format=yuv420p10le',
        tagged,
      ];
      const chain = [...drawn, ...toneMapFilters(transfer, filters), 'scale=out_range=tv', 'format=yuv420p'];
      const path = await drawClip(
        inFolder(`hdr-${transfer}-${filters.size}.mp4`),
        [source],
        [...['-vf', chain.join(','), '-c:v', 'libx264', '-crf', '4']],
      );
      const { low } = await readFrames(path, { nativeWidth: 64, nativeHeight: 64, nativeEvery: 0 });
      expect(low[0]![0]).toBeGreaterThan(150);
      expect(low[0]![0]).toBeLessThan(256);
    }
  }
});

it('writes posters as JPEG and WebP, and a contact sheet as PNG', async () => {
  const source = await drawClip(inFolder('poster.mp4'), ['testsrc2=duration=1:size=320x180'], H264);
  const metadata = (await probeVideo(source))!;
  await writePoster(source, metadata, inFolder('poster.jpg'));
  await writePoster(source, metadata, inFolder('poster.webp'), { format: 'webp', atMs: 500 });
  expect((await readFile(inFolder('poster.jpg'))).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  expect((await readFile(inFolder('poster.webp'))).toString('latin1', 8, 12)).toBe('WEBP');
  const columns = [
    { path: source, caption: 'Example' },
    { path: source, caption: 'Footage\n0.97' },
  ];
  const size = await writeContactSheet(columns, inFolder('sheet.png'), { rows: 2, cellWidth: 100 });
  const png = await readFile(inFolder('sheet.png'));
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size.width, size.height]);
});

it('reports the presentation time of every frame, uneven ones included', async () => {
  const path = inFolder('pts.mkv');
  await drawClip(
    path,
    ['testsrc2=duration=1:size=64x48:rate=10'],
    [...['-vf', "select='not(eq(n,3))*not(eq(n,4))'", '-fps_mode', 'vfr', ...H264]],
  );
  const frames = await readFrames(path, { nativeWidth: 64, nativeHeight: 48, nativeEvery: 4 });
  expect(frames.ptsMs).toEqual([0, 100, 200, 500, 600, 700, 800, 900]);
  expect(frames.native.map((frame) => frame.ptsMs)).toEqual([0, 600]);
  expect(frames.low).toHaveLength(8);
});
