import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallContext } from '@effect-studio/kernel/context';
import { writePoster } from '@effect-studio/media/derived/poster';
import { writeProxy } from '@effect-studio/media/derived/proxy';
import type { RunInterval } from '@effect-studio/media/ffmpeg/media-process';
import { probeVideo } from '@effect-studio/media/probe/probe';
import type { VideoMetadata as MeasuredMetadata } from '@effect-studio/media/probe/video-metadata';
import type { VideoMetadata } from '@effect-studio/schema/events/shapes';
import { mediaKeys } from '../domain/video.ts';

/** A proxy may take as long as a slow machine needs for the longest clip. */
const PROXY_TIMEOUT_MS = 600_000;

/** Streams an object into a file. @returns the SHA-256 of its bytes, hex */
export async function downloadHashed(ctx: CallContext, key: string, path: string): Promise<string> {
  const hash = createHash('sha256');
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(await ctx.storage.read(key), tap, createWriteStream(path));
  return hash.digest('hex');
}

/**
 * Makes proxy and poster of a checked clip and stores all three under their immutable keys.
 * @returns when ffmpeg worked
 */
export async function storeMedia(
  ctx: CallContext,
  options: {
    sourceKey: string;
    path: string;
    folder: string;
    sha256: string;
    metadata: MeasuredMetadata;
    signal: AbortSignal;
  },
): Promise<RunInterval[]> {
  const { path, folder, metadata, signal } = options;
  const keys = mediaKeys(options.sha256);
  const proxyPath = join(folder, 'proxy.mp4');
  const posterPath = join(folder, 'poster.jpg');
  const proxy = await writeProxy(path, metadata, proxyPath, { timeoutMs: PROXY_TIMEOUT_MS, signal });
  const proxyMetadata = await probeVideo(proxyPath, { signal });
  const poster = await writePoster(proxyPath, proxyMetadata ?? metadata, posterPath, { signal });
  await ctx.storage.copy(options.sourceKey, keys.sourceKey);
  await putFile(ctx, keys.proxyKey, proxyPath, 'video/mp4');
  await putFile(ctx, keys.posterKey, posterPath, 'image/jpeg');
  return [proxy, poster].map(({ startedAtMs, endedAtMs }) => ({ startedAtMs, endedAtMs }));
}

async function putFile(ctx: CallContext, key: string, path: string, contentType: string): Promise<void> {
  const { size } = await stat(path);
  await ctx.storage.put(key, createReadStream(path), { contentType, sizeBytes: size });
}

/** The part of the measurements that other contexts are told. */
export function toEventMetadata(measured: MeasuredMetadata): VideoMetadata {
  return {
    durationMs: measured.durationMs,
    width: measured.width,
    height: measured.height,
    rotationDeg: measured.rotationDeg,
    averageFps: measured.averageFps,
    isVariableFrameRate: measured.isVariableFrameRate,
    videoCodec: measured.videoCodec,
    hasAudio: measured.hasAudio,
    audioCodec: measured.audioCodec,
    sizeBytes: measured.sizeBytes,
    container: measured.container,
    isHdr: measured.isHdr,
  };
}
