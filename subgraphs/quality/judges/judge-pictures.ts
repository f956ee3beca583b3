import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '@effect-studio/llm/language-model';
import { writeFrameStrip } from '@effect-studio/media/derived/frame-strip';
import { writePoster } from '@effect-studio/media/derived/poster';
import { MediaError } from '@effect-studio/media/media-error';
import { probeVideo } from '@effect-studio/media/probe/probe';
import type { ShownClip } from '../domain/judges/judge-question.ts';

const STILLS_AT = [0.3, 0.75] as const;
const STRIP_AT = 0.45;
const STRIP_FRAMES = 8;
/** Blocks and noise have to survive. */
const STILL_SIDE_PIXELS = 768;

/** A clip to be shown: a local file, and the stretch of it that is meant. */
export interface ClipToShow {
  name: ShownClip['name'];
  path: string;
  /** Default all of it. */
  window?: { startMs: number; durationMs: number } | null;
}

/**
 * Frames of clips for a model: two stills of each, and of all but the example a strip of frames that follow one another.
 * The same moments of each clip, by its length.
 * @throws MediaError when a clip cannot be read
 */
export async function judgePictures(
  clips: readonly ClipToShow[],
  folder: string,
  signal: AbortSignal,
): Promise<{ pictures: Picture[]; shown: ShownClip[] }> {
  const pictures: Picture[] = [];
  const shown: ShownClip[] = [];
  for (const [place, { name, path, window }] of clips.entries()) {
    const metadata = await probeVideo(path, { signal });
    if (!metadata) throw new MediaError('BAD_OUTPUT', `the ${name} has no picture`);
    const { startMs, durationMs } = window ?? { startMs: 0, durationMs: metadata.durationMs };
    const files: string[] = [];
    for (const [i, share] of STILLS_AT.entries()) {
      const file = join(folder, `shown-${place}-${i}.jpg`);
      const options = { atMs: startMs + share * durationMs, maxSide: STILL_SIDE_PIXELS, signal };
      await writePoster(path, metadata, file, options);
      files.push(file);
    }
    const strips = name === 'example' ? 0 : 1;
    if (strips > 0) {
      const file = join(folder, `shown-${place}-strip.jpg`);
      const options = { startMs: startMs + STRIP_AT * durationMs, frames: STRIP_FRAMES, signal };
      await writeFrameStrip(path, file, options);
      files.push(file);
    }
    for (const file of files) pictures.push({ mediaType: 'image/jpeg', bytes: await readFile(file) });
    shown.push({ name, stills: STILLS_AT.length, strips });
  }
  return { pictures, shown };
}
