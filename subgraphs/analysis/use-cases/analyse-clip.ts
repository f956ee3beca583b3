import { join } from 'node:path';
import { compute } from '@effect-studio/kernel/compute';
import type { CallContext } from '@effect-studio/kernel/context';
import { withWorkFolder } from '@effect-studio/kernel/work-folder';
import { MediaError } from '@effect-studio/media/media-error';
import { type RunInterval, recordMediaWork } from '@effect-studio/media/media-process';
import { probeVideo } from '@effect-studio/media/probe';
import type { Analysis } from '@effect-studio/schema/media/analysis';
import type { analyseVideo } from '../domain/analyse-video.ts';
import { findByProxy, keepAnalysis } from '../persistence/analyses.repository.ts';

/** A second of arithmetic: not on the thread that carries events. */
const ANALYSER = new URL('../domain/analyse-video.ts', import.meta.url);

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

/**
 * Analyses a clip, or finds what the same analyser measured on the same bytes before.
 * @throws MediaError when the proxy cannot be read
 */
export async function analyseClip(ctx: CallContext, clip: Clip, signal: AbortSignal): Promise<AnalysedClip> {
  const known = await ctx.db.transaction(ctx, async (tx) => {
    const found = await findByProxy(tx, clip.proxyKey);
    if (found) await keepAnalysis(tx, clip, found.result);
    return found;
  });
  if (known) return { analysis: known.result, mediaIntervals: [] };
  return withWorkFolder('analysis', async (folder) => {
    const path = join(folder, 'proxy.mp4');
    await ctx.storage.download(clip.proxyKey, path);
    const { result: metadata, mediaIntervals } = await recordMediaWork(() => probeVideo(path, { signal }));
    if (!metadata) throw new MediaError('BAD_OUTPUT', `the proxy ${clip.proxyKey} has no picture`);
    const { analysis, mediaInterval } = await compute<Awaited<ReturnType<typeof analyseVideo>>>({
      module: ANALYSER,
      name: 'analyseClipFile',
      input: { path, metadata },
      signal,
    });
    await ctx.db.transaction(ctx, (tx) => keepAnalysis(tx, clip, analysis));
    return { analysis, mediaIntervals: [...mediaIntervals, mediaInterval] };
  });
}
