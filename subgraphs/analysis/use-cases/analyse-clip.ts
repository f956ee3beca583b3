import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import { withWorkFolder } from '@effect-studio/kernel/objects/work-folder';
import { compute } from '@effect-studio/kernel/process/compute';
import { type Purpose, recordUse } from '@effect-studio/llm/asking/record-use';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { type RunInterval, recordMediaWork } from '@effect-studio/media/ffmpeg/media-process';
import { MediaError } from '@effect-studio/media/media-error';
import { probeVideo } from '@effect-studio/media/probe/probe';
import type { VideoMetadata } from '@effect-studio/media/probe/video-metadata';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import type { analyseVideo } from '../domain/analyse-video.ts';
import { type AnalysisStage, progressTopic } from '../domain/progress-ticks.ts';
import { findByProxy, keepAnalysis, replaceResults } from '../persistence/analyses.repository.ts';
import { readPictures } from './read-pictures.ts';

/** A second of arithmetic: not on the thread that carries events. */
export const ANALYSER = new URL('../domain/analyse-video.ts', import.meta.url);

/** A clip to be analysed. `proxyKey` names its normalised form. */
export interface Clip {
  videoId: string;
  ownerId: string;
  proxyKey: string;
}

export interface AnalysedClip {
  analysis: Analysis;
  mediaIntervals: RunInterval[];
}

export interface AnalyseClipOptions {
  /** Null: the clip is only measured. */
  studioModel: StudioModel | null;
  /** Whose run and money it is, should a model be asked. */
  purpose: Omit<Purpose, 'purpose'>;
  signal: AbortSignal;
}

/**
 * Analyses a clip, or finds what the same analyser found out about the same bytes before. Where there is a model, it is
 * shown to it once, again if it did not answer then; what that used up is booked with the analysis.
 * @throws MediaError when the proxy cannot be read
 */
export async function analyseClip(
  ctx: CallContext,
  clip: Clip,
  options: AnalyseClipOptions,
): Promise<AnalysedClip> {
  const tell = (stage: AnalysisStage) =>
    ctx.ticks.publish(progressTopic(clip.ownerId, clip.videoId), { stage });
  const known = await ctx.db.transaction(ctx, async (tx) => {
    const found = await findByProxy(tx, clip.proxyKey);
    if (found) await keepAnalysis(tx, clip, found.result);
    return found?.result ?? null;
  });
  if (known && (!options.studioModel || !mayBeShown(known))) {
    tell('DONE');
    return { analysis: known, mediaIntervals: [] };
  }
  return withWorkFolder('analysis', async (folder) => {
    const path = join(folder, 'proxy.mp4');
    await ctx.storage.download(clip.proxyKey, path);
    const probed = await recordMediaWork(() => probeVideo(path, { signal: options.signal }));
    const metadata = probed.result;
    if (!metadata) throw new MediaError('BAD_OUTPUT', `the proxy ${clip.proxyKey} has no picture`);
    const { mediaIntervals } = probed;
    const measured =
      known ?? (await measure(path, metadata, mediaIntervals, { tell, signal: options.signal }));
    const analysis = await complete(
      ctx,
      clip,
      { measured, isKnown: known !== null, path, folder, metadata, mediaIntervals, tell },
      options,
    );
    tell('DONE');
    return { analysis, mediaIntervals };
  });
}

/** It was never shown, or the reason why there is no reading may have passed. */
const mayBeShown = ({ pictureReading, pictureReadingMissing }: Analysis): boolean =>
  !pictureReading && pictureReadingMissing !== 'REFUSED';

async function measure(
  path: string,
  metadata: VideoMetadata,
  mediaIntervals: RunInterval[],
  { tell, signal }: { tell: (stage: AnalysisStage) => void; signal: AbortSignal },
): Promise<Analysis> {
  tell('MEASURING');
  const { analysis, mediaInterval } = await compute<Awaited<ReturnType<typeof analyseVideo>>>({
    module: ANALYSER,
    name: 'analyseClipFile',
    input: { path, metadata },
    signal,
  });
  mediaIntervals.push(mediaInterval);
  return analysis;
}

/** Shows a measured clip to the model, where there is one, and keeps the outcome. */
async function complete(
  ctx: CallContext,
  clip: Clip,
  on: {
    measured: Analysis;
    isKnown: boolean;
    path: string;
    folder: string;
    metadata: VideoMetadata;
    mediaIntervals: RunInterval[];
    tell: (stage: AnalysisStage) => void;
  },
  { studioModel, purpose, signal }: AnalyseClipOptions,
): Promise<Analysis> {
  if (studioModel) on.tell('READING_PICTURES');
  const read = studioModel && (await readPictures(ctx, studioModel, { ...clip, ...on }, signal));
  const analysis = read?.analysis ?? on.measured;
  on.mediaIntervals.push(...(read?.mediaIntervals ?? []));
  await ctx.db.transaction(ctx, async (tx) => {
    if (on.isKnown) await replaceResults(tx, clip.proxyKey, analysis);
    else await keepAnalysis(tx, clip, analysis);
    if (read?.use) await recordUse(tx, read.use, { ...purpose, purpose: 'analysis' });
  });
  return analysis;
}
