import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { PublishFailed } from '@effect-studio/schema/events/gallery';
import { endPublication, lockPublication } from '../persistence/publication-rows.ts';
import { publishEffect } from '../use-cases/publish-effect.ts';

/** Kind of the job that publishes the approved result of a run. */
export const PUBLISH = 'publish';

/** Publishes; when that fails for good, says so, so that the run does not wait for ever. */
export const publishJob: JobHandler = {
  kind: PUBLISH,
  run: (ctx, job) => publishEffect(ctx, String(job.payload.runId), (tx) => job.complete(tx)),
  onDead: async (tx, job, error) => {
    const runId = String(job.payload.runId);
    const publication = await lockPublication(tx, runId);
    if (publication?.status !== 'PENDING') return;
    await endPublication(tx, runId, { failure: error instanceof Error ? error.message : String(error) });
    await tx.emit(PublishFailed, {
      aggregateId: runId,
      payload: {
        runId,
        ownerId: publication.ownerId,
        reason: 'PUBLISH_FAILED',
        humanReadableCause: 'The result was approved but could not be put into the gallery.',
        suggestedAction: 'Nothing is needed from you: an operator sees the cause among the dead letters.',
      },
      idempotencyKey: `gallery:${runId}:publish-failed:v1`,
    });
  },
};
