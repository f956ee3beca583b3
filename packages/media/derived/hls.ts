import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FfmpegOptions, inputArgs, type RunInterval, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import type { VideoMetadata } from '../probe/video-metadata.ts';
import { parseHlsPlaylist } from './hls-playlist.ts';
import { codecsOf } from './mp4-codecs.ts';
import { WITHOUT_METADATA } from './proxy.ts';

/** Seconds of a segment; proxies have a key frame every second. */
const SEGMENT_S = 4;
/** Proxies with a shorter side than this are small enough as they are. */
const SMALL_SIDE = 360;

/** A stretch of a rendition's file, in bytes. */
export interface ByteRange {
  offset: number;
  length: number;
}

/** One quality of a clip: a fragmented MP4 that is read by byte ranges (RFC 8216 §4.3.2.2). */
export interface HlsRendition {
  name: 'high' | 'low';
  width: number;
  height: number;
  /** As in RFC 6381, such as `avc1.64001f,mp4a.40.2`. */
  codecs: string;
  /** Bits per second of the heaviest segment, and of all. */
  peakBitRate: number;
  averageBitRate: number;
  /** What a player reads before the first segment. */
  header: ByteRange;
  segments: (ByteRange & { durationS: number })[];
}

/**
 * Makes the renditions of a proxy: `high.mp4` with the proxy's own pictures, and for larger ones `low.mp4` with 360
 * pixels on the shorter side. Segments of both begin at the same moments.
 * @param folder where they are written
 * @throws MediaError as `runFfmpeg`
 */
export async function writeHls(
  proxyPath: string,
  metadata: VideoMetadata,
  folder: string,
  options: Pick<FfmpegOptions, 'timeoutMs' | 'signal'>,
): Promise<{ renditions: HlsRendition[]; interval: RunInterval }> {
  const small = smallSize(metadata);
  const { startedAtMs, endedAtMs } = await runFfmpeg(
    [...inputArgs(proxyPath), ...highOutput(folder), ...(small ? lowOutput(folder, small, metadata) : [])],
    options,
  );
  const renditions = [await describe('high', folder, metadata)];
  if (small) renditions.push(await describe('low', folder, small));
  return { renditions, interval: { startedAtMs, endedAtMs } };
}

interface Size {
  width: number;
  height: number;
}

function smallSize({ width, height }: Size): Size | null {
  const scale = SMALL_SIDE / Math.min(width, height);
  if (scale >= 1) return null;
  const even = (side: number): number => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}

const STREAMS = ['-map', '0:v:0', '-map', '0:a:0?', '-sn', '-dn'];

const toFile = (folder: string, name: string): string[] => [
  ...WITHOUT_METADATA,
  ...['-f', 'hls', '-hls_time', String(SEGMENT_S), '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
  ...['-hls_flags', 'single_file+independent_segments', '-hls_segment_filename', join(folder, `${name}.mp4`)],
  join(folder, `${name}.m3u8`),
];

const highOutput = (folder: string): string[] => [...STREAMS, '-c', 'copy', ...toFile(folder, 'high')];

function lowOutput(folder: string, { width, height }: Size, { averageFps }: VideoMetadata): string[] {
  return [
    ...STREAMS,
    ...['-vf', `scale=${width}:${height}:flags=area`, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23'],
    ...['-maxrate', '900k', '-bufsize', '1800k', '-profile:v', 'main', '-pix_fmt', 'yuv420p'],
    ...[
      '-g',
      `${Math.max(1, Math.round(averageFps))}`,
      '-force_key_frames',
      `expr:gte(t,n_forced*${SEGMENT_S})`,
    ],
    ...['-c:a', 'aac', '-b:a', '64k', '-ac', '2'],
    ...toFile(folder, 'low'),
  ];
}

async function describe(name: HlsRendition['name'], folder: string, size: Size): Promise<HlsRendition> {
  const { header, segments } = parseHlsPlaylist(await readFile(join(folder, `${name}.m3u8`), 'utf8'));
  const head = await readRange(join(folder, `${name}.mp4`), header);
  const rates = segments.map(({ length, durationS }) => (8 * length) / Math.max(0.1, durationS));
  const seconds = segments.reduce((sum, { durationS }) => sum + durationS, 0);
  const bytes = segments.reduce((sum, { length }) => sum + length, 0);
  return {
    name,
    width: size.width,
    height: size.height,
    codecs: codecsOf(head),
    peakBitRate: Math.ceil(Math.max(...rates)),
    averageBitRate: Math.ceil((8 * bytes) / Math.max(0.1, seconds)),
    header,
    segments,
  };
}

async function readRange(path: string, { offset, length }: ByteRange): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer;
  } finally {
    await file.close();
  }
}
