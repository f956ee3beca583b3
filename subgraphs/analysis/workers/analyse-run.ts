import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { toTimestamps } from '@effect-studio/media/ffmpeg/media-process';
import { MediaError } from '@effect-studio/media/media-error';
import { AnalysisFailed, ContentAnalyzed, FootageAnalyzed } from '@effect-studio/schema/events/analysis';
import {
  type BudgetContext,
  budgetContext as budgetContextSchema,
} from '@effect-studio/schema/events/shapes';
import { type RunRequest, RunRequestEntity } from '../persistence/run-request.entity.ts';
import { type AnalysedClip, analyseClip, type Clip } from '../use-cases/analyse-clip.ts';

/** The media themselves are at fault: another attempt would fail in the same way. Lost bytes are our own fault. */
function isFinal(error: unknown): error is StudioError | MediaError {
  if (error instanceof StudioError && error.code === 'OBJECT_MISSING') return false;
  return (error instanceof StudioError || error instanceof MediaError) && !error.retryable;
}

/** Whose money the run is; jobs of before budgets were told apart are of people's runs. */
const budgetOf = (job: { payload: Record<string, unknown> }): BudgetContext =>
  budgetContextSchema.nullish().parse(job.payload.budgetContext) ?? 'user_run';

/**
 * Analyses the clips of a run, both or the footage alone, and says what follows from them.
 * @param studioModel null: clips are only measured. It is not asked about the footage of a published effect, whose look
 *   is known.
 */
export const analyseRun = (studioModel: StudioModel | null): JobHandler => ({
  kind: 'analyse-run',
  run: async (ctx, job) => {
    const request = await findRequest(ctx, String(job.payload.runId));
    if (!request) return;
    const startedAt = performance.now();
    const clips = clipsOf(request);
    // All are waited for: the one that still decodes would outlive the attempt.
    const options = {
      studioModel: clips.length > 1 ? studioModel : null,
      purpose: {
        run: { runId: request.runId, ownerId: request.ownerId },
        budgetContext: budgetOf(job),
      },
      signal: job.signal,
    };
    const outcomes = await Promise.allSettled(clips.map((clip) => analyseClip(ctx, clip, options)));
    const failedAt = outcomes.findIndex(({ status }) => status === 'rejected');
    if (failedAt < 0) {
      const clipsAnalysed = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      const analysed = {
        example: clipsAnalysed.length > 1 ? clipsAnalysed[0]! : null,
        footage: clipsAnalysed.at(-1)!,
        durationMs: performance.now() - startedAt,
        budgetContext: budgetOf(job),
      };
      await ctx.db.transaction(ctx, async (tx) => {
        await emitAnalyzed(tx, request, analysed);
        await forget(tx, request);
        await job.complete(tx);
      });
      return;
    }
    const failed = outcomes[failedAt]!;
    const error: unknown = failed.status === 'rejected' ? failed.reason : null;
    if (job.signal.aborted || !isFinal(error)) throw error;
    await ctx.db.transaction(ctx, async (tx) => {
      await emitFailed(tx, request, clips[failedAt]!.videoId, error.message, budgetOf(job));
      await forget(tx, request);
      await job.complete(tx);
    });
  },
  onDead: async (tx, job, error) => {
    const request = await tx.manager.findOne(RunRequestEntity, {
      where: { runId: String(job.payload.runId) },
    });
    if (!request) return;
    await emitFailed(
      tx,
      request,
      request.exampleVideoId ?? request.footageVideoId,
      error instanceof Error ? error.message : String(error),
      budgetOf(job),
    );
    await forget(tx, request);
  },
});

function findRequest(ctx: CallContext, runId: string): Promise<RunRequest | null> {
  return ctx.db.transaction(ctx, (tx) => tx.manager.findOne(RunRequestEntity, { where: { runId } }));
}

/** The run has its answer: a reservation that is announced again finds nothing to do. */
async function forget(tx: Transaction, { runId }: RunRequest): Promise<void> {
  await tx.manager.delete(RunRequestEntity, { runId });
}

/** The example, where there is one, and then the footage. */
function clipsOf({ ownerId, exampleVideoId, exampleKey, footageVideoId, footageKey }: RunRequest): Clip[] {
  const footage = { videoId: footageVideoId, ownerId, proxyKey: footageKey };
  if (exampleVideoId === null || exampleKey === null) return [footage];
  return [{ videoId: exampleVideoId, ownerId, proxyKey: exampleKey }, footage];
}

async function emitAnalyzed(
  tx: Transaction,
  request: RunRequest,
  analysed: {
    /** Null in a run of a published effect. */
    example: AnalysedClip | null;
    footage: AnalysedClip;
    durationMs: number;
    budgetContext: BudgetContext;
  },
): Promise<void> {
  const { example, footage, durationMs, budgetContext } = analysed;
  const intervals = [...(example?.mediaIntervals ?? []), ...footage.mediaIntervals];
  const envelope = {
    aggregateId: request.runId,
    idempotencyKey: `analysis:${request.runId}:analyse:v1`,
    budgetContext,
  };
  const ofFootage = {
    runId: request.runId,
    ownerId: request.ownerId,
    footageVideoId: request.footageVideoId,
    footageKey: request.footageKey,
    footageDurationMs: footage.analysis.durationMs,
    footageMegapixels: (footage.analysis.width * footage.analysis.height) / 1e6,
    excerpt: footage.analysis.excerpt,
    footageDescriptor: footage.analysis.descriptor,
    durationMs,
    mediaIntervals: toTimestamps(intervals),
  };
  const { exampleVideoId, exampleKey } = request;
  if (!example || exampleVideoId === null || exampleKey === null) {
    const { analyserVersion } = footage.analysis;
    await tx.emit(FootageAnalyzed, { ...envelope, payload: { ...ofFootage, analyserVersion } });
    return;
  }
  await tx.emit(ContentAnalyzed, {
    ...envelope,
    payload: {
      ...ofFootage,
      exampleVideoId,
      exampleKey,
      exampleDescriptor: example.analysis.descriptor,
      dominantStyle: example.analysis.dominantStyle,
      detectedEffects: example.analysis.detectedEffects.map(({ effect, confidence }) => ({
        effect,
        confidence,
      })),
      eligibleEffectTypes: example.analysis.eligibleEffectTypes,
      analyserVersion: example.analysis.analyserVersion,
    },
  });
}

async function emitFailed(
  tx: Transaction,
  request: RunRequest,
  videoId: string,
  cause: string,
  budgetContext: BudgetContext,
): Promise<void> {
  tx.call.log.warn({ runId: request.runId, videoId, cause }, 'a run cannot be analysed');
  await tx.emit(AnalysisFailed, {
    aggregateId: request.runId,
    idempotencyKey: `analysis:${request.runId}:fail:v1`,
    budgetContext,
    payload: {
      runId: request.runId,
      ownerId: request.ownerId,
      videoId,
      reason: 'ANALYSIS_FAILED',
      humanReadableCause: 'A clip of the run could not be analysed.',
      suggestedAction:
        'Try again; if it fails again, export the clips as MP4 with H.264 and upload them anew.',
    },
  });
}
