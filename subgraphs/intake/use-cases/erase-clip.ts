import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidState,
  type NotFound,
  notFound,
  type ProblemOf,
  problem,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import { lockVideo } from '../persistence/video.repository.ts';
import { forgetVideo } from './forget-video.ts';
import type { VideoReference } from './video-reference.ts';

export type ClipInUse = ProblemOf<'ClipInUse', { runIds: string[] }>;

type Erasure = VideoReference | NotFound | InvalidState | ClipInUse;

const RUNS_OF_CLIP = `query IntakeRunsOfClip($id: ID!) { video(id: $id) { activeRuns { id } } }`;

/**
 * Erases a clip at its owner's request; what cannot be taken back needs a settled clip that no run reads. A run that is
 * submitted at the same moment fails with a reason, and costs nothing.
 */
export async function eraseClip(
  ctx: CallContext,
  input: { videoId: string; idempotencyKey: string },
): Promise<Erasure | IdempotencyConflict> {
  const { videoId } = input;
  if (!isId(videoId)) return notFound('clip', videoId);
  const command = { operation: 'eraseClip', key: input.idempotencyKey, payload: { videoId } };
  // Asked before the transaction, which must not wait for the network.
  const runIds = await runsThatRead(ctx, videoId);
  return idempotent<Erasure>(ctx, command, async (tx) => {
    const video = await lockVideo(tx, videoId);
    // An admin sees everybody's clips, but erases their own.
    if (!video || video.isHouseClip || video.ownerId !== ctx.caller.subjectId)
      return notFound('clip', videoId);
    if (video.status === 'UPLOADING' || video.status === 'PROCESSING') return notSettled(videoId);
    if (runIds.length > 0) return inUse(videoId, runIds);
    await forgetVideo(tx, video);
    return { __typename: 'Video', id: videoId };
  });
}

/** Runs of anybody that read the clip and are not over. */
async function runsThatRead(ctx: CallContext, id: string): Promise<string[]> {
  const asPlatform = { caller: systemCaller(ctx.caller.tenantId), correlationId: ctx.correlationId };
  const { video } = await ctx.graph.ask<{ video: { activeRuns: { id: string }[] } | null }>(
    asPlatform,
    RUNS_OF_CLIP,
    { id },
  );
  return video?.activeRuns.map((run) => run.id) ?? [];
}

function notSettled(instance: string): InvalidState {
  return problem('InvalidState', {
    title: 'Clip is on its way',
    status: 409,
    humanReadableCause: 'The clip is still arriving or being checked.',
    suggestedAction: 'Give its upload up, or wait until it is ready, then erase it.',
    instance,
  });
}

function inUse(instance: string, runIds: string[]): ClipInUse {
  const runs = runIds.length === 1 ? 'a run that is' : `${runIds.length} runs that are`;
  return problem(
    'ClipInUse',
    {
      title: 'Clip in use',
      status: 409,
      humanReadableCause: `The clip is read by ${runs} not over.`,
      suggestedAction: 'Wait until it is over, or cancel it, then erase the clip.',
      instance,
    },
    { runIds },
  );
}
