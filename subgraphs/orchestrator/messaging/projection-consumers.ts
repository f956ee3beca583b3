import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import type { Transaction } from '@effect-studio/kernel/database';
import { RoutingManifestPublished, TokensRefunded } from '@effect-studio/schema/events/economics';
import { reading } from '@effect-studio/schema/events/envelope';
import { VideoErased, VideoIngested, VideoRejected } from '@effect-studio/schema/events/intake';
import { ProviderStatusChanged, WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import type { SagaInput } from '../domain/saga/saga-input.ts';
import { replaceCatalogue, setProviderStatus } from '../persistence/catalogue.ts';
import { rememberClip } from '../persistence/clips.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { RUNS_AWAITING_CLIP } from '../persistence/run-statements.ts';
import { recordCompensation } from '../persistence/saga-log.ts';
import { advanceRun } from '../use-cases/advance-run.ts';
import { refreshManifest } from './manifest-source.ts';

const videoIngested = consume(
  reading(VideoIngested, 'videoId', 'ownerId', 'proxyKey', 'metadata'),
  async (tx, { payload }) => {
    const { videoId, ownerId, proxyKey, metadata } = payload;
    await rememberClip(tx, { videoId, ownerId, proxyKey, durationMs: metadata.durationMs, refusal: null });
    await tellWaitingRuns(tx, videoId, { type: 'ClipReady', videoId, proxyKey });
  },
);

const videoRejected = consume(
  reading(VideoRejected, 'videoId', 'ownerId', 'reason', 'humanReadableCause', 'suggestedAction'),
  async (tx, { payload }) => {
    const { videoId, ownerId, reason, humanReadableCause, suggestedAction } = payload;
    const refusal = { reason, humanReadableCause, suggestedAction };
    await rememberClip(tx, { videoId, ownerId, proxyKey: null, durationMs: null, refusal });
    await tellWaitingRuns(tx, videoId, { type: 'VideoRejected', payload });
  },
);

/** A run that still waited for the clip ends like one whose clip was refused; later ones are not begun with it. */
const videoErased = consume(reading(VideoErased, 'videoId', 'ownerId'), async (tx, { payload }) => {
  const { videoId, ownerId } = payload;
  const refusal = {
    reason: 'ERASED',
    humanReadableCause: 'The clip was erased.',
    suggestedAction: 'Choose another clip.',
  };
  await rememberClip(tx, { videoId, ownerId, proxyKey: null, durationMs: null, refusal });
  const refused = { videoId, ownerId, fileName: '', ...refusal };
  await tellWaitingRuns(tx, videoId, { type: 'VideoRejected', payload: refused });
});

async function tellWaitingRuns(tx: Transaction, videoId: string, input: SagaInput): Promise<void> {
  const waiting = await tx.rows<{ id: string }>(RUNS_AWAITING_CLIP, [videoId]);
  for (const { id } of waiting) await advanceRun(tx, id, input);
}

const tokensRefunded = consume(reading(TokensRefunded, 'runId'), async (tx, { payload }) => {
  if (await lockRun(tx, payload.runId)) await recordCompensation(tx, payload.runId);
});

const catalogueChanged = consume(reading(WorkflowCatalogueChanged, 'workflows'), (tx, { payload }) =>
  replaceCatalogue(tx, payload.workflows),
);

const providerStatusChanged = consume(
  reading(ProviderStatusChanged, 'providerId', 'to'),
  async (tx, { payload }) => {
    await setProviderStatus(tx, payload.providerId, payload.to);
  },
);

// The channel is faster; the event also reaches a process whose subscription was down.
const manifestPublished = consume(reading(RoutingManifestPublished), async (tx, _event, ctx) => {
  tx.afterCommit(() => refreshManifest(ctx));
});

/** What the orchestrator remembers of clips, tokens and the catalogue. */
export const PROJECTION_CONSUMERS: readonly Consumer[] = [
  videoIngested,
  videoRejected,
  videoErased,
  tokensRefunded,
  catalogueChanged,
  providerStatusChanged,
  manifestPublished,
];
