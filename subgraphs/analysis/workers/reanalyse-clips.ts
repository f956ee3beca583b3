import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { ANALYSER_VERSION } from '../domain/version.ts';
import { markTried, outdatedClips } from '../persistence/analyses.repository.ts';
import { analyseClip } from '../use-cases/analyse-clip.ts';

const EVERY_MS = 300_000;
/** Few at a time: runs that people wait for have the same machine. */
const CLIPS_AT_ONCE = 4;
/** Nobody asked for it, so no model is: the clip is shown to one when it is next used. */
const UPKEEP = { run: null, budgetContext: 'system_test' } as const;

/** After a new version of the analyser: analyses known clips anew, a few every five minutes, the longest waiting first. */
export const reanalyseClips: JobHandler = {
  kind: 'reanalyse-clips',
  everyMs: EVERY_MS,
  run: async (ctx, job) => {
    const clips = await ctx.db.transaction(ctx, (tx) => outdatedClips(tx, CLIPS_AT_ONCE));
    for (const clip of clips) {
      if (job.signal.aborted) return;
      try {
        await analyseClip(ctx, clip, { studioModel: null, purpose: UPKEEP, signal: job.signal });
      } catch (error) {
        // A clip that cannot be read any more keeps its old analysis; the others need not wait for it.
        ctx.log.warn(
          { videoId: clip.videoId, version: ANALYSER_VERSION, err: error },
          'a clip cannot be analysed anew',
        );
        await ctx.db.transaction(ctx, (tx) => markTried(tx, clip.videoId));
      }
    }
  },
};
