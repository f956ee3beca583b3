import { readFile, writeFile } from 'node:fs/promises';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import type { RefusalReason } from '../probe/video-refusal.ts';
import { drawClip, H264 } from './synthetic-clips.ts';

/** A file made to be trouble, and what may become of it: `ok` where it is odd but honest. */
export interface HostileInput {
  name: string;
  path: string;
  verdicts: readonly ('ok' | RefusalReason)[];
}

/** Where attackers point: a file that must not be read and an address that must not be asked. */
export interface Bait {
  filePath: string;
  url: string;
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const box = (type: string, ...body: Buffer[]): Buffer => {
  const payload = Buffer.concat(body);
  return Buffer.concat([u32(payload.length + 8), Buffer.from(type, 'latin1'), payload]);
};
const FTYP = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1'));

/** Writes 32-bit little-endian values behind each occurrence of a four-letter code. */
function patchedBehind(bytes: Buffer, code: string, offset: number, value: number): Buffer {
  const patched = Buffer.from(bytes);
  for (let at = patched.indexOf(code, 0, 'latin1'); at >= 0; at = patched.indexOf(code, at + 4, 'latin1')) {
    patched.writeUInt32LE(value, at + offset);
  }
  return patched;
}

/** Sets the size in every JPEG frame header (ITU-T T.81, B.2.2: FFC0, length, precision, lines, samples). */
function withJpegSize(bytes: Buffer, width: number, height: number): Buffer {
  const patched = Buffer.from(bytes);
  for (let at = 0; at + 9 < patched.length; at++) {
    if (patched[at] !== 0xff || patched[at + 1] !== 0xc0 || patched[at + 4] !== 8) continue;
    patched.writeUInt16BE(height, at + 5);
    patched.writeUInt16BE(width, at + 7);
  }
  return patched;
}

function flipped(bytes: Buffer, from: number, to: number, every: number): Buffer {
  const broken = Buffer.from(bytes);
  for (let i = from; i < to; i += every) broken[i]! ^= 0x5a;
  return broken;
}

/** Makes every hostile input in a folder; nothing is downloaded and nothing recorded is needed. */
export async function makeHostileInputs(folder: string, bait: Bait): Promise<HostileInput[]> {
  const inputs: HostileInput[] = [];
  const add = (name: string, verdicts: HostileInput['verdicts'], path: string) =>
    inputs.push({ name, path, verdicts });
  const file = async (
    name: string,
    fileName: string,
    bytes: Buffer | string,
    ...verdicts: HostileInput['verdicts']
  ) => {
    const path = `${folder}/${fileName}`;
    await writeFile(path, bytes);
    add(name, verdicts, path);
  };
  const draw = (fileName: string, sources: string[], args: readonly string[]) =>
    drawClip(`${folder}/${fileName}`, sources, args);

  const plain = await draw(
    'plain.mp4',
    ['testsrc2=duration=2:size=160x120', 'sine=duration=2'],
    [...H264, '-g', '25', '-movflags', '+faststart', '-c:a', 'aac'],
  );
  const clip = await readFile(plain);
  const header = clip.indexOf('mdat', 0, 'latin1');

  await file('an empty file', 'empty.mp4', '', 'EMPTY');
  await file('an eight-byte "mp4"', 'eight.mp4', '\0\0\0\x08ftyp', 'TRUNCATED');
  await file('only an ftyp box', 'ftyp.mp4', FTYP, 'TRUNCATED', 'CORRUPT');
  await file('a missing tail', 'tail.mp4', clip.subarray(0, Math.floor(clip.length * 0.6)), 'TRUNCATED');
  await file(
    'a missing head',
    'head.mp4',
    clip.subarray(Math.floor(clip.length * 0.4)),
    'NOT_A_VIDEO',
    'CORRUPT',
    'TRUNCATED',
  );
  await file(
    'flipped bits in the header',
    'bits-header.mp4',
    flipped(clip, 60, header, 7),
    'CORRUPT',
    'TRUNCATED',
    'NO_VIDEO_STREAM',
    'UNSUPPORTED_CODEC',
  );
  await file(
    'flipped bits in the payload',
    'bits-payload.mp4',
    flipped(clip, header + 800, clip.length - 8, 50),
    'CORRUPT',
  );
  await file('a file of another kind under this name', 'text.mp4', 'MZ this is a program', 'NOT_A_VIDEO');

  add(
    'sound without picture',
    ['NO_VIDEO_STREAM'],
    await draw('sound.mp4', ['sine=duration=1'], ['-c:a', 'aac']),
  );
  const mkv = await readFile(await draw('real.mkv', ['testsrc2=duration=1:size=64x64'], H264));
  await file('a wrong extension', 'wrong.mp4', mkv, 'ok');

  const mjpeg = await readFile(
    await draw(
      'jpeg.avi',
      ['testsrc2=duration=1:size=160x120:rate=5'],
      ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'],
    ),
  );
  const huge = patchedBehind(
    patchedBehind(withJpegSize(mjpeg, 16_384, 8_192), 'strf', 12, 16_384),
    'strf',
    16,
    8_192,
  );
  await file('a header of 16384×8192', 'huge.avi', huge, 'TOO_MANY_PIXELS', 'CORRUPT');
  await file(
    'a header of 600,000 frames',
    'frames.avi',
    patchedBehind(mjpeg, 'strh', 40, 600_000),
    'TOO_LONG',
    'TRUNCATED',
  );
  const tracks = `${folder}/tracks.mkv`;
  await runFfmpeg(
    ['-i', plain, ...Array.from({ length: 60 }, () => ['-map', '0:v:0']).flat(), '-c', 'copy', tracks],
    { timeoutMs: 30_000 },
  );
  add('60 tracks', ['TOO_MANY_STREAMS'], tracks);

  add(
    'one frame',
    ['ok'],
    await draw('one.mp4', ['testsrc2=size=64x64:rate=25'], ['-frames:v', '1', ...H264]),
  );
  add(
    '2×2 pixels',
    ['ok', 'CORRUPT', 'UNSUPPORTED_CODEC'],
    await draw('tiny.mp4', ['testsrc2=duration=1:size=2x2:rate=5'], H264),
  );
  add(
    'odd sizes in 4:4:4',
    ['ok'],
    await draw('odd.mp4', ['testsrc2=duration=1:size=161x121'], ['-c:v', 'libx264', '-pix_fmt', 'yuv444p']),
  );
  add(
    'a variable frame rate',
    ['ok'],
    await draw(
      'uneven.mkv',
      ["testsrc2=duration=2:size=64x64,select='lt(mod(n,5),2)'"],
      ['-fps_mode', 'vfr', ...H264],
    ),
  );
  const rotated = `${folder}/rotated.mp4`;
  await runFfmpeg(['-display_rotation', '90', '-i', plain, '-c', 'copy', rotated], { timeoutMs: 30_000 });
  add('rotation', ['ok'], rotated);
  add(
    'HDR',
    ['ok'],
    await draw(
      'hdr.mp4',
      ['testsrc2=duration=1:size=64x64'],
      [
        ...[
          '-vf',
          'setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc',
          '-c:v',
          'libx264',
        ],
        ...[
          '-pix_fmt',
          'yuv420p10le',
          '-color_trc',
          'smpte2084',
          '-color_primaries',
          'bt2020',
          '-colorspace',
          'bt2020nc',
        ],
      ],
    ),
  );
  add('no sound', ['ok'], await draw('silent.mp4', ['testsrc2=duration=1:size=64x64'], H264));

  for (const [kind, target] of [
    ['a file', `file://${bait.filePath}`],
    ['an address', bait.url],
  ] as const) {
    const slug = kind === 'a file' ? 'file' : 'url';
    await file(
      `an HLS playlist that names ${kind}`,
      `hls-${slug}.mp4`,
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
      'NOT_A_VIDEO',
    );
    await file(
      `a concat list that names ${kind}`,
      `concat-${slug}.mp4`,
      `ffconcat version 1.0\nfile '${target}'\n`,
      'NOT_A_VIDEO',
    );
    await file(
      `an SVG with an external entity of ${kind}`,
      `svg-${slug}.mp4`,
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "${target}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`,
      'NOT_A_VIDEO',
    );
  }

  const html = Buffer.from(`<html><script src="${bait.url}"></script></html>`);
  await file(
    'a clip with HTML in a free box',
    'html.mp4',
    Buffer.concat([
      clip.subarray(0, clip.readUInt32BE(0)),
      clip.subarray(clip.readUInt32BE(0)),
      box('free', html),
    ]),
    'ok',
  );
  await file('HTML before a clip', 'html-first.mp4', Buffer.concat([html, clip]), 'NOT_A_VIDEO');
  await file(
    'a GIF before a clip',
    'gif.mp4',
    Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), clip]),
    'NOT_A_VIDEO',
  );
  await file(
    'a zip behind a clip',
    'zip.mp4',
    Buffer.concat([clip, Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]),
    'ok',
    'TRUNCATED',
    'CORRUPT',
  );
  const tagged = `${folder}/tagged.mp4`;
  const evil = ['<script>alert(1)</script>', "'; drop table video; --", '$(touch pwned)', '../../etc/passwd'];
  await runFfmpeg(
    [
      '-i',
      plain,
      '-c',
      'copy',
      ...['title', 'artist', 'comment', 'genre'].flatMap((tag, i) => ['-metadata', `${tag}=${evil[i]}`]),
      tagged,
    ],
    { timeoutMs: 30_000 },
  );
  add('injected tags', ['ok'], tagged);
  for (const name of [
    '-i.mp4',
    'a;b&c|d $(touch pwned) `id`.mp4',
    'quote\'s "name".mp4',
    'concat:x|y.mp4',
    '%s%n%d.mp4',
  ])
    await file(`the name ${name}`, name, clip, 'ok');
  return inputs;
}
