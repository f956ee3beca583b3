import { stat } from 'node:fs/promises';
import { ffprobePath } from '../ffmpeg/binaries.ts';
import { ALLOWED_FORMATS, fileAddress, MAX_DECODED_PIXELS } from '../ffmpeg/input-arguments.ts';
import { runMediaProcess } from '../ffmpeg/media-process.ts';
import { MediaError } from '../media-error.ts';
import { type FfprobeOutput, type FfprobeStream, ffprobeOutput } from './ffprobe-output.ts';
import { frameTiming, parseFraction } from './frame-timing.ts';
import { withRemuxed } from './remux.ts';
import type { VideoMetadata } from './video-metadata.ts';

export type { VideoMetadata } from './video-metadata.ts';

export interface ProbeOptions {
  signal?: AbortSignal | undefined;
  /** Wall-clock limit in milliseconds, default 20 000. */
  timeoutMs?: number;
}

const TIMING_PACKETS = 400;
const HDR_TRANSFERS = new Set(['smpte2084', 'arib-std-b67']);

/** Runs ffprobe on one local file and parses its JSON. Its status says nothing about validity: see `validate.ts`. */
async function ffprobe(path: string, show: readonly string[], options: ProbeOptions): Promise<FfprobeOutput> {
  const chunks: Buffer[] = [];
  const args = [
    ...['-v', 'error', '-protocol_whitelist', 'file', '-format_whitelist', ALLOWED_FORMATS],
    ...['-max_pixels', String(MAX_DECODED_PIXELS), ...show, '-of', 'json', '-i', fileAddress(path)],
  ];
  const timeoutMs = options.timeoutMs ?? 20_000;
  const { stderrTail } = await runMediaProcess(ffprobePath(), args, {
    timeoutMs,
    cpuSeconds: timeoutMs / 1_000,
    signal: options.signal,
    stdout: (chunk) => chunks.push(chunk),
    failureCode: 'FFPROBE_FAILED',
  });
  // ffprobe leaves the size out and ends well; without its words the clip would look like sound alone.
  if (stderrTail.includes('exceeds specified max pixel count'))
    throw new MediaError('PIXEL_LIMIT', 'the picture is larger than may be decoded', { stderrTail });
  try {
    return ffprobeOutput.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (cause) {
    throw new MediaError('BAD_OUTPUT', 'ffprobe answered something unreadable', { stderrTail, cause });
  }
}

/** Live recordings (MediaRecorder's WebM) carry no duration: the last packet tells. */
async function durationFromPackets(path: string, options: ProbeOptions): Promise<number> {
  const entries = 'packet=stream_index,pts_time,duration_time';
  const { packets } = await ffprobe(path, ['-select_streams', 'v:0', '-show_entries', entries], options);
  return packets.reduce((end, p) => Math.max(end, (p.pts_time ?? 0) + (p.duration_time ?? 0)), 0);
}

/** Clockwise; a display matrix counts the other way. Turns that are not quarters are left to the player. */
function rotationOf(stream: FfprobeStream): number {
  const counterClockwise = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return (((-Math.round(counterClockwise / 90) * 90) % 360) + 360) % 360;
}

/** The stream people would watch: the first that is not a cover picture. */
function firstVideo(output: FfprobeOutput): FfprobeStream | null {
  return output.streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1) ?? null;
}

/**
 * Reads a clip's metadata without decoding it. Where ffprobe itself crashes (a static build does on
 * every MPEG-TS file) the streams are first copied into Matroska.
 * @returns null when the file opens but holds no video stream with a size
 * @throws MediaError `FFPROBE_FAILED` when the container cannot be read, `PIXEL_LIMIT`, `BAD_OUTPUT`, `TIMEOUT`, `ABORTED`
 */
export async function probeVideo(path: string, options: ProbeOptions = {}): Promise<VideoMetadata | null> {
  try {
    return await probeDirectly(path, options);
  } catch (error) {
    if (!(error instanceof MediaError) || error.code !== 'CRASHED') throw error;
    return withRemuxed(path, options.signal, async (remuxed, container) => {
      const metadata = await probeDirectly(remuxed, options);
      return metadata && { ...metadata, container, sizeBytes: (await stat(path)).size, bitRate: null };
    });
  }
}

async function probeDirectly(path: string, options: ProbeOptions): Promise<VideoMetadata | null> {
  const show = ['-show_format', '-show_streams', '-show_packets', '-read_intervals', `%+#${TIMING_PACKETS}`];
  const output = await ffprobe(path, show, options);
  const video = firstVideo(output);
  if (video === null || !video.width || !video.height) return null;

  const audio = output.streams.find((s) => s.codec_type === 'audio');
  const seconds = video.duration || output.format?.duration || (await durationFromPackets(path, options));
  const rotationDeg = rotationOf(video);
  const upright = rotationDeg % 180 === 0;
  const aspect = parseFraction(video.sample_aspect_ratio);
  const colorTransfer = video.color_transfer ?? 'unknown';
  return {
    durationMs: Math.round(seconds * 1_000),
    width: upright ? video.width : video.height,
    height: upright ? video.height : video.width,
    codedWidth: video.width,
    codedHeight: video.height,
    rotationDeg,
    sampleAspectRatio: aspect === null ? 1 : aspect.num / aspect.den,
    ...frameTiming(
      video,
      output.packets.filter((p) => p.stream_index === video.index),
    ),
    videoCodec: video.codec_name ?? 'unknown',
    pixelFormat: video.pix_fmt ?? 'unknown',
    streamCount: output.streams.length,
    hasAudio: audio !== undefined,
    audioCodec: audio?.codec_name ?? null,
    sizeBytes: output.format?.size ?? (await stat(path)).size,
    container: output.format?.format_name ?? 'unknown',
    colorTransfer,
    isHdr: HDR_TRANSFERS.has(colorTransfer),
    bitRate: output.format?.bit_rate ?? null,
  };
}
