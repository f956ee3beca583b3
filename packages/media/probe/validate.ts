import { stat } from 'node:fs/promises';
import { MediaError, type MediaErrorCode } from '../media-error.ts';
import { isCutOff } from './cut-off.ts';
import { checkDecoding } from './decode-check.ts';
import { type Container, containerOfFile } from './magic.ts';
import { probeVideo, type VideoMetadata } from './probe.ts';
import { refuse, type VideoRefusal } from './video-refusal.ts';

export type { VideoMetadata } from './probe.ts';
export type { RefusalReason, VideoRefusal } from './video-refusal.ts';

export interface VideoLimits {
  maxSizeBytes: number;
  maxDurationMs: number;
  /** Of one stored picture. */
  maxPixels: number;
  signal?: AbortSignal | undefined;
}

export type VideoValidation = { ok: true; metadata: VideoMetadata } | VideoRefusal;

/** What ffprobe calls each container; a file that opens as another was made to deceive. */
const PROBED_NAMES: Record<Container, string> = {
  mp4: 'mp4',
  matroska: 'matroska',
  avi: 'avi',
  flv: 'flv',
  mpegts: 'mpegts',
  ogg: 'ogg',
};

/** Codecs with a decoder in common ffmpeg builds that cameras and editors really write. */
const DECODABLE_CODECS = new Set(
  `h264 hevc av1 vp8 vp9 mpeg4 mpeg2video mpeg1video h263 flv1 msmpeg4v2 msmpeg4v3 mjpeg prores dnxhd
   theora vc1 wmv2 wmv3 vp6f vp6a dvvideo svq3`.split(/\s+/),
);

/** A file this small holds no more than the beginning of a header. */
const HEADERS_ALONE_BYTES = 64;
/** Cameras write a handful: picture, sound, timecode, positions. */
const MAX_STREAMS = 24;
const EDGE_MS = 1_000;
/** How far back the end is looked for when the last second answers nothing. */
const LAST_STRETCH_MS = 60_000;
/** The end may be missing by this much: containers round, and sound often outlasts the picture. */
const END_TOLERANCE_MS = 1_500;
/** More complaints per frame than this is visible damage; a few are concealed by every player. */
const TOLERATED_COMPLAINTS_PER_FRAME = 0.1;

/** Decodes one stretch, strictly first; a clip with slight faults that any player shows is let through. */
async function decodesFrom(path: string, startMs: number, signal: AbortSignal | undefined) {
  const stretch = { startMs, durationMs: EDGE_MS, signal };
  const strict = await checkDecoding(path, { ...stretch, strict: true });
  if (strict.finished && strict.frames > 0) return { ...strict, sound: true };
  const lenient = await checkDecoding(path, { ...stretch, strict: false });
  const tolerable = lenient.complaints <= Math.max(1, lenient.frames * TOLERATED_COMPLAINTS_PER_FRAME);
  return { ...lenient, sound: lenient.finished && lenient.frames > 0 && tolerable };
}

/** Where a seek finds nothing (transport streams with rare key frames) only reading up to the end tells. */
async function lastFrameMs(path: string, metadata: VideoMetadata, signal: AbortSignal | undefined) {
  const startMs = Math.max(0, metadata.durationMs - LAST_STRETCH_MS);
  const stretch = { startMs, durationMs: 2 * LAST_STRETCH_MS, strict: false, signal };
  return (await checkDecoding(path, stretch)).lastFrameMs;
}

async function decodingRefusal(
  path: string,
  metadata: VideoMetadata,
  signal: AbortSignal | undefined,
): Promise<VideoRefusal | null> {
  const first = await decodesFrom(path, 0, signal);
  if (/decoder.*not found|no decoder/i.test(first.stderrTail)) return refuse('UNSUPPORTED_CODEC');
  if (!first.sound) return refuse('CORRUPT', 'The beginning cannot be decoded.');
  if (metadata.durationMs <= EDGE_MS) return null;
  const last = await decodesFrom(path, metadata.durationMs - EDGE_MS, signal);
  if (last.frames === 0) {
    const missingMs = metadata.durationMs - (await lastFrameMs(path, metadata, signal));
    // Slow clips (a slideshow at one picture in five seconds) have no frame in their last second.
    const slowestFrameMs = 2_000 / Math.max(0.1, metadata.averageFps);
    if (missingMs > Math.max(END_TOLERANCE_MS, slowestFrameMs)) {
      return refuse('TRUNCATED', 'Its last second cannot be found.');
    }
  }
  if (last.frames > 0 && !last.sound) return refuse('CORRUPT', 'The end cannot be decoded.');
  return null;
}

/** ffprobe could not open it: say whether the rest is missing or what is there is broken. */
async function unreadable(path: string, container: Container, sizeBytes: number): Promise<VideoRefusal> {
  const cutOff = sizeBytes < HEADERS_ALONE_BYTES || (await isCutOff(path, container));
  return refuse(cutOff ? 'TRUNCATED' : 'CORRUPT');
}

const UNREADABLE: ReadonlySet<MediaErrorCode> = new Set([
  'FFPROBE_FAILED',
  'FFMPEG_FAILED',
  'CRASHED',
  'CPU_LIMIT',
  'MEMORY_LIMIT',
  'BAD_OUTPUT',
]);

async function probeOrNull(path: string, signal: AbortSignal | undefined) {
  try {
    return { tooLarge: false as const, metadata: await probeVideo(path, { signal }) };
  } catch (error) {
    if (error instanceof MediaError && UNREADABLE.has(error.code)) return null;
    if (error instanceof MediaError && error.code === 'PIXEL_LIMIT') return { tooLarge: true as const };
    throw error;
  }
}

/**
 * Decides whether a local file is a clip that we can work with: by its bytes (never its name), by
 * ffprobe, and by decoding its first and last second. Cheap checks come first.
 * @throws MediaError when the tools themselves fail (`TIMEOUT`, `ABORTED`, `BINARY_MISSING`); never for a bad file
 */
export async function validateVideo(path: string, limits: VideoLimits): Promise<VideoValidation> {
  const { size } = await stat(path);
  if (size === 0) return refuse('EMPTY');
  if (size > limits.maxSizeBytes)
    return refuse('TOO_LARGE', `It has ${size} bytes; ${limits.maxSizeBytes} are allowed.`);
  const container = await containerOfFile(path);
  if (container === null) return refuse('NOT_A_VIDEO');

  const probed = await probeOrNull(path, limits.signal);
  if (probed === null) return unreadable(path, container, size);
  if (probed.tooLarge) return refuse('TOO_MANY_PIXELS');
  const { metadata } = probed;
  if (metadata === null) {
    return refuse((await isCutOff(path, container)) ? 'TRUNCATED' : 'NO_VIDEO_STREAM');
  }
  if (!metadata.container.split(',').includes(PROBED_NAMES[container])) return refuse('CONTAINER_MISMATCH');
  if (!DECODABLE_CODECS.has(metadata.videoCodec))
    return refuse('UNSUPPORTED_CODEC', `Its codec is ${metadata.videoCodec}.`);
  if (metadata.codedWidth * metadata.codedHeight > limits.maxPixels) return refuse('TOO_MANY_PIXELS');
  if (metadata.streamCount > MAX_STREAMS)
    return refuse('TOO_MANY_STREAMS', `It has ${metadata.streamCount}; ${MAX_STREAMS} are allowed.`);
  if (metadata.durationMs > limits.maxDurationMs) {
    return refuse(
      'TOO_LONG',
      `It lasts ${metadata.durationMs / 1_000} s; ${limits.maxDurationMs / 1_000} s are allowed.`,
    );
  }
  if (await isCutOff(path, container)) return refuse('TRUNCATED');
  return (await decodingRefusal(path, metadata, limits.signal)) ?? { ok: true, metadata };
}
