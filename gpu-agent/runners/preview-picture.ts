import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jpegSize } from '@effect-studio/media/derived/jpeg';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { fileAddress, MAX_DECODED_PIXELS } from '@effect-studio/media/ffmpeg/input-arguments';
import type { Preview } from './runner.ts';

/** Pixels of the longest side: a card of a page shows no more. */
export const PREVIEW_SIDE = 480;
/** What the studio takes at most. */
const MOST_BYTES = 65_536;
const TIMEOUT_MS = 5_000;
const MEMORY_MIB = 512;

/** Filter that makes pictures of works in progress small; never enlarges. */
export const PREVIEW_SCALE = `scale='min(${PREVIEW_SIDE},iw)':'min(${PREVIEW_SIDE},ih)':force_original_aspect_ratio=decrease:flags=area,format=yuvj420p`;

/** Encoder of such pictures: 10 to 30 KB each, and nothing but the picture in them. */
export const PREVIEW_ENCODING = [
  ...['-c:v', 'mjpeg', '-q:v', '6', '-flags:v', '+bitexact', '-fflags', '+bitexact', '-map_metadata', '-1'],
  ...['-f', 'image2', '-update', '1'],
];

/**
 * A picture as the studio takes it: a small JPEG. What is one already stays as it is.
 * @param folder for files in between; they are removed
 * @returns null when it stays too large
 * @throws MediaError for what is no picture
 */
export async function previewJpeg(
  preview: Preview,
  folder: string,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  if (isSmall(preview)) return preview.bytes;
  const own = await mkdtemp(join(folder, 'preview-'));
  try {
    const [source, made] = [join(own, 'source'), join(own, 'preview.jpg')];
    await writeFile(source, preview.bytes);
    const demuxer = preview.mediaType === 'image/png' ? 'png_pipe' : 'jpeg_pipe';
    await runFfmpeg(
      [
        ...['-protocol_whitelist', 'file', '-max_pixels', String(MAX_DECODED_PIXELS), '-f', demuxer],
        ...['-threads', '1', '-i', fileAddress(source), '-frames:v', '1', '-vf', PREVIEW_SCALE],
        ...PREVIEW_ENCODING,
        fileAddress(made),
      ],
      { timeoutMs: TIMEOUT_MS, memoryMiB: MEMORY_MIB, signal },
    );
    const jpeg = await readFile(made);
    return jpeg.length <= MOST_BYTES ? jpeg : null;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

function isSmall({ mediaType, bytes }: Preview): boolean {
  const size = mediaType === 'image/jpeg' && bytes.length <= MOST_BYTES ? jpegSize(bytes) : null;
  return size !== null && Math.max(size.width, size.height) <= PREVIEW_SIDE;
}
