import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import { askModel, type ModelUse } from '@effect-studio/llm/asking/ask-model';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import type { Picture } from '@effect-studio/llm/language-model';
import { writePoster } from '@effect-studio/media/derived/poster';
import { type RunInterval, recordMediaWork } from '@effect-studio/media/ffmpeg/media-process';
import type { VideoMetadata } from '@effect-studio/media/probe/video-metadata';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import { mergeAnswer } from '../domain/model/merge-answer.ts';
import {
  PICTURE_SYSTEM,
  PICTURE_TEXT,
  pictureAnswer,
  questionKey,
} from '../domain/model/picture-question.ts';
import { frameTimes } from '../domain/scenes/frame-times.ts';

/** A measured clip on disk. */
export interface MeasuredClip {
  videoId: string;
  ownerId: string;
  /** Of the proxy; `metadata` is that same file's. */
  path: string;
  metadata: VideoMetadata;
  /** Where frames may be written. */
  folder: string;
  measured: Analysis;
}

export interface PicturesRead {
  /** As measured, with the reason, when the model did not answer. */
  analysis: Analysis;
  use: ModelUse | null;
  mediaIntervals: RunInterval[];
}

const LONGEST_SIDE_PIXELS = 512;
const MOST_OUTPUT_TOKENS = 1_500;

/**
 * Shows frames of a measured clip to the model and adds what it saw. Whatever goes wrong, the measured analysis comes
 * back with the reason, and operators are told.
 * @throws whatever `signal` was aborted with; nothing else
 */
export async function readPictures(
  ctx: CallContext,
  studio: StudioModel,
  clip: MeasuredClip,
  signal: AbortSignal,
): Promise<PicturesRead> {
  const missing = (why: string): Analysis => ({ ...clip.measured, pictureReadingMissing: why });
  const taken = await recordMediaWork(() => takePictures(clip, signal)).catch((error: unknown) => {
    signal.throwIfAborted();
    ctx.log.warn({ err: error, videoId: clip.videoId }, 'no frames could be taken for the model');
    return null;
  });
  if (!taken) return { analysis: missing('FAILED'), use: null, mediaIntervals: [] };
  const { result: pictures, mediaIntervals } = taken;
  const asked = await askModel(
    ctx,
    studio,
    {
      system: PICTURE_SYSTEM,
      text: PICTURE_TEXT,
      pictures,
      schema: pictureAnswer,
      maxOutputTokens: MOST_OUTPUT_TOKENS,
      signal,
    },
    {
      personId: clip.ownerId,
      what: `The clip ${clip.videoId} was measured and not looked at`,
      instead: 'The analysis is the measured one; the clip is shown again when it is next used.',
    },
  );
  const analysis =
    asked.unanswered === null
      ? mergeAnswer(clip.measured, asked.value, questionKey(studio.model))
      : missing(asked.unanswered);
  return { analysis, use: asked.use, mediaIntervals };
}

async function takePictures(clip: MeasuredClip, signal: AbortSignal): Promise<Picture[]> {
  const pictures: Picture[] = [];
  // One after another: the machine has runs to render.
  for (const atMs of frameTimes(clip.measured)) {
    const file = join(clip.folder, `frame-${atMs}.jpg`);
    await writePoster(clip.path, clip.metadata, file, { atMs, maxSide: LONGEST_SIDE_PIXELS, signal });
    pictures.push({ mediaType: 'image/jpeg', bytes: await readFile(file) });
  }
  return pictures;
}
