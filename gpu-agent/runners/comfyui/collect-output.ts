import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { VideoMetadata } from '@effect-studio/media/probe/probe';
import { z } from 'zod';
import { type ClipWork, finishImages, finishVideo } from '../finish-clip.ts';
import { RunnerError } from '../runner-error.ts';
import type { Call, ComfyUiClient, ComfyUiFile } from './comfyui-client.ts';
import type { HistoryEntry } from './protocol.ts';

const outputFile = z.object({ filename: z.string().min(1), subfolder: z.string(), type: z.string() });
const IMAGES = new Set(['.png', '.jpg', '.jpeg', '.webp', '.bmp', '.tif', '.tiff']);
/** ffmpeg reads pictures as a sequence when they are of one kind. */
const MOST_FRAMES = 20_000;

/** The files that a node put out as its result, whatever it calls them. Files of type `temp` are previews. */
export const outputFiles = (entry: HistoryEntry, nodeId: string): ComfyUiFile[] =>
  filesOf(entry, nodeId).filter(({ type }) => type === 'output');

/** Everything that a prompt wrote down: results and previews of all of its nodes. */
export const outputFilesOf = (entry: HistoryEntry): ComfyUiFile[] =>
  Object.keys(entry.outputs)
    .flatMap((nodeId) => filesOf(entry, nodeId))
    .filter(({ type }) => type === 'output' || type === 'temp');

/** Videos lie under `images` (with `animated`), `gifs`, `video`; other members are no files. */
function filesOf(entry: HistoryEntry, nodeId: string): ComfyUiFile[] {
  return Object.values(entry.outputs[nodeId] ?? {}).flatMap((value) =>
    Array.isArray(value)
      ? value.flatMap((item) => {
          const file = outputFile.safeParse(item);
          return file.success ? [file.data] : [];
        })
      : [],
  );
}

/**
 * Fetches what a prompt made and brings it into the form of every output.
 * @throws RunnerError `OUTPUT_INVALID` when there is nothing, or something that is no clip
 */
export async function collectOutput(
  files: readonly ComfyUiFile[],
  footage: { path: string; clip: VideoMetadata },
  outputPath: string,
  client: ComfyUiClient,
  call: Call,
  work: ClipWork,
): Promise<void> {
  const [first] = files;
  if (!first) throw new RunnerError('OUTPUT_INVALID', 'the workflow ended well and put nothing out');
  const extension = extname(first.filename).toLowerCase();
  const isAnimated = files.length === 1 && extension === '.webp';
  if (!IMAGES.has(extension) || isAnimated) {
    const made = join(work.folder, `made${/^\.[a-z0-9]{1,5}$/.test(extension) ? extension : ''}`);
    await client.download(first, made, call);
    return finishVideo(made, outputPath, work);
  }
  const frames = files.filter(({ filename }) => extname(filename).toLowerCase() === extension);
  if (frames.length > MOST_FRAMES)
    throw new RunnerError('OUTPUT_INVALID', 'the workflow put out too many pictures');
  const folder = join(work.folder, 'frames');
  await mkdir(folder);
  for (const [index, frame] of frames.entries()) {
    await client.download(frame, join(folder, `${String(index).padStart(5, '0')}${extension}`), call);
  }
  return finishImages(join(folder, `%05d${extension}`), footage, outputPath, work);
}
