import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import type { JobHandler, RunningJob } from '@effect-studio/kernel/jobs/job-handler';
import { storeStream } from '@effect-studio/kernel/objects/store-stream';
import { arrivalTopic } from '../domain/arrival-ticks.ts';
import { hostOf } from '../domain/link.ts';
import { platformOf } from '../domain/platform-link.ts';
import { clipBytes } from '../fetching/clip-bytes.ts';
import { LinkFailure } from '../fetching/link-failure.ts';
import type { LinkPorts } from '../fetching/link-ports.ts';
import { openLink } from '../fetching/open-link.ts';
import { releaseObject } from '../persistence/expected-object.repository.ts';
import type { LinkFetchRow } from '../persistence/link-fetch.entity.ts';
import { endLinkFetch, findLinkFetch, noteReceived } from '../persistence/link-fetch.repository.ts';
import { lockVideo, saveVideo } from '../persistence/video.repository.ts';
import { remainingBytes } from '../use-cases/check-quota.ts';
import { rejectVideo } from '../use-cases/reject-video.ts';

const TELL_EVERY_MS = 500;

type Fetched = { etag: string; sizeBytes: number };

/** Streams what lies behind a link into the store; from there it goes the way of every upload. */
export const fetchLink = (ports: LinkPorts): JobHandler => ({
  kind: 'fetch-link',
  run: async (ctx, job) => {
    const videoId = String(job.payload.videoId);
    const fetch = await ctx.db.transaction(ctx, (tx) => findLinkFetch(tx, videoId));
    if (fetch?.status !== 'WAITING') return;
    const outcome = await attempt(ctx, job, fetch, ports);
    await ctx.db.transaction(ctx, async (tx) => {
      if (outcome instanceof LinkFailure) {
        await endLinkFetch(tx, videoId, { status: 'REFUSED' });
        await releaseObject(tx, fetch.objectKey);
      } else {
        const { etag, sizeBytes } = outcome;
        await endLinkFetch(tx, videoId, { status: 'FETCHED', confirmedEtag: etag, sizeBytes });
      }
      const video = await lockVideo(tx, videoId);
      if (video?.status === 'UPLOADING') {
        if (outcome instanceof LinkFailure) await rejectVideo(tx, video, outcome.rejection);
        else {
          await saveVideo(tx, video, { status: 'PROCESSING', sizeBytes: String(outcome.sizeBytes) });
          await tx.schedule({ kind: 'ingest-video', dedupeKey: `ingest:${videoId}`, payload: { videoId } });
        }
      }
      await job.complete(tx);
    });
  },
  onDead: async (tx, job) => {
    const videoId = String(job.payload.videoId);
    const fetch = await findLinkFetch(tx, videoId);
    if (fetch) await releaseObject(tx, fetch.objectKey);
    await endLinkFetch(tx, videoId, { status: 'REFUSED' });
    const video = await lockVideo(tx, videoId);
    if (video?.status !== 'UPLOADING') return;
    await rejectVideo(tx, video, {
      reason: 'PROCESSING_FAILED',
      humanReadableCause: 'The clip could not be fetched, although it was tried several times.',
      suggestedAction: 'Upload the file instead; the studio was told about the failure.',
    });
  },
});

/** One attempt. Failures that another may mend are thrown as long as one is left. */
async function attempt(
  ctx: CallContext,
  job: RunningJob,
  fetch: LinkFetchRow,
  ports: LinkPorts,
): Promise<Fetched | LinkFailure> {
  try {
    return await store(ctx, job, fetch, ports);
  } catch (error) {
    if (!(error instanceof LinkFailure) || job.signal.aborted) throw error;
    if (!error.retryable || job.attempt >= job.maxAttempts) return error;
    throw new StudioError(error.rejection.reason, error.message, { retryable: true, cause: error });
  }
}

async function store(
  ctx: CallContext,
  job: RunningJob,
  fetch: LinkFetchRow,
  ports: LinkPorts,
): Promise<Fetched> {
  const { timeoutMs } = ports.limits;
  const quotaBytes = await ctx.db.transaction(ctx, (tx) => remainingBytes(tx, fetch.ownerId));
  const maxBytes = Math.min(ports.limits.maxBytes, quotaBytes);
  const within = { ...ports, limits: { ...ports.limits, maxBytes } };
  const signal = AbortSignal.any([job.signal, AbortSignal.timeout(timeoutMs)]);
  const opened = await openLink(...(await whatToOpen(fetch.url!, within, signal)), signal);
  const tell = arrivalTeller(ctx, fetch.videoId, opened.sizeBytes);
  const bytes = clipBytes(opened, { maxBytes, signal, onBytes: tell });
  // Its own name for the content would be believed by browsers; ours says nothing.
  return storeStream(ctx.storage, fetch.objectKey, bytes, { contentType: 'application/octet-stream' });
}

/** A file that a resolver found may lie on any public site: the people who run the studio trust it to say where. */
async function whatToOpen(link: string, ports: LinkPorts, signal: AbortSignal): Promise<[string, LinkPorts]> {
  const page = new URL(link);
  if (!ports.resolver || !platformOf(hostOf(page))) return [link, ports];
  const file = await ports.resolver.resolve(page, signal);
  return [file, { ...ports, policy: { ...ports.policy, hosts: ['*'] } }];
}

/** Tells live subscribers and the row how much has come, about twice a second. */
function arrivalTeller(ctx: CallContext, videoId: string, expected: number | null) {
  let toldAtMs = 0;
  return (received: number): void => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < TELL_EVERY_MS && received !== expected) return;
    toldAtMs = nowMs;
    ctx.db
      .transaction(ctx, (tx) => noteReceived(tx, videoId, { received, expected }))
      .then(() => ctx.ticks.publish(arrivalTopic(videoId), { receivedBytes: received }))
      .catch((error: unknown) => ctx.log.debug({ err: error, videoId }, 'an arrival was not noted'));
  };
}
