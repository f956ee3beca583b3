import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import type { Transaction } from '@effect-studio/kernel/database';
import { reading } from '@effect-studio/schema/events/envelope';
import { RunCancelled, RunExpired, RunFailed, RunRejected } from '@effect-studio/schema/events/orchestrator';
import type { Ending } from '../domain/run-ending.ts';
import { closeReview } from '../use-cases/open-review.ts';
import { tellEnding } from '../use-cases/tell-ending.ts';
import { videoTopic } from './on-video-rejected.ts';

interface EndedRun {
  runId: string;
  ownerId: string;
  reason?: string;
  reviewerReason?: string | undefined;
  humanReadableCause?: string;
  suggestedAction?: string;
}

const endingTopic = (runId: string): string => `run-ending:${runId}`;

async function runEnded(
  tx: Transaction,
  kind: Ending['kind'],
  run: EndedRun,
  topic = endingTopic(run.runId),
): Promise<void> {
  const { runId, ownerId } = run;
  await closeReview(tx, runId, 'withdrawn');
  const ending: Ending = {
    kind,
    topic,
    reason: run.reason ?? '',
    cause: run.humanReadableCause ?? '',
    suggestion: run.suggestedAction ?? '',
    ...(run.reviewerReason ? { quote: run.reviewerReason } : {}),
  };
  await tellEnding(tx, { runId, ownerId, ending });
}

/** A run that ends without a result leaves the review queue, and its owner is told once. */
export const onRunEnded: readonly Consumer[] = [
  consume(
    reading(RunFailed, 'runId', 'ownerId', 'failedIn', 'reason', 'humanReadableCause', 'suggestedAction'),
    (tx, event) => {
      // A clip that was refused while its run waited for it: the person hears of the clip, not of both.
      const { failedIn } = event.payload;
      const isOfClip = (failedIn === 'AWAITING_MEDIA' || failedIn === 'QUEUED') && event.causationId !== null;
      const topic = isOfClip && event.causationId ? videoTopic(event.causationId) : undefined;
      return runEnded(tx, 'RUN_FAILED', event.payload, topic);
    },
  ),
  consume(
    reading(
      RunRejected,
      'runId',
      'ownerId',
      'reason',
      'humanReadableCause',
      'suggestedAction',
      'reviewerReason',
    ),
    (tx, event) => runEnded(tx, 'RUN_REJECTED', event.payload),
  ),
  consume(reading(RunCancelled, 'runId', 'ownerId'), (tx, event) =>
    runEnded(tx, 'RUN_CANCELLED', event.payload),
  ),
  consume(
    reading(RunExpired, 'runId', 'ownerId', 'reason', 'humanReadableCause', 'suggestedAction'),
    (tx, event) => runEnded(tx, 'RUN_EXPIRED', event.payload),
  ),
];
