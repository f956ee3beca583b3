import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { revisionContent } from '../domain/revision.ts';
import { keepCandidate } from '../persistence/candidate-rows.ts';
import { CHECK_ON_HOUSE_CLIPS } from '../workers/check-on-house-clips.ts';

/** What waits for a reviewer is held against what is published when the reviewer looks at it. */
export const onApprovalRequested = consume(
  reading(ApprovalRequested, 'submission'),
  async (tx, { payload: { submission } }) => {
    const { runId, ownerId } = submission;
    await keepCandidate(tx, { runId, ownerId, content: revisionContent(submission) });
    if (!tx.call.flags.value('reviews.house-checks', tx.call.caller)) return;
    // Another candidate chosen before the decision is another result to try.
    const dedupeKey = `${CHECK_ON_HOUSE_CLIPS}:${submission.finishTaskId}`;
    await tx.schedule({ kind: CHECK_ON_HOUSE_CLIPS, dedupeKey, payload: { runId } });
  },
);
