import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import type { Transaction } from '@effect-studio/kernel/database';
import { RunCancelled, RunExpired, RunFailed, RunRejected } from '@effect-studio/schema/events/orchestrator';
import type { Ending } from '../domain/run-ending.ts';
import { closeReview } from '../use-cases/open-review.ts';
import { tellEnding } from '../use-cases/tell-ending.ts';
import { videoTopic } from './on-video-rejected.ts';

interface EndedRun {
  runId: string;
  ownerId: string;
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
  const ending = { kind, topic, cause: run.humanReadableCause ?? '', suggestion: run.suggestedAction ?? '' };
  await tellEnding(tx, { runId, ownerId, ending });
}

/** A run that ends without a result leaves the review queue, and its owner is told once. */
export const onRunEnded: readonly Consumer[] = [
  consume(RunFailed, (tx, event) => {
    // A clip that was refused while its run waited for it: the person hears of the clip, not of both.
    const isOfClip = event.payload.failedIn === 'AWAITING_MEDIA' && event.causationId !== null;
    const topic = isOfClip && event.causationId ? videoTopic(event.causationId) : undefined;
    return runEnded(tx, 'RUN_FAILED', event.payload, topic);
  }),
  consume(RunRejected, (tx, event) => runEnded(tx, 'RUN_REJECTED', event.payload)),
  consume(RunCancelled, (tx, event) => runEnded(tx, 'RUN_CANCELLED', event.payload)),
  consume(RunExpired, (tx, event) => runEnded(tx, 'RUN_EXPIRED', event.payload)),
];
