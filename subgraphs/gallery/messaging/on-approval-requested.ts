import { consume } from '@effect-studio/kernel/bus/consumer';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { revisionContent } from '../domain/revision.ts';
import { keepCandidate } from '../persistence/candidate-rows.ts';

/** What waits for a reviewer is held against what is published when the reviewer looks at it. */
export const onApprovalRequested = consume(ApprovalRequested, async (tx, { payload: { submission } }) => {
  const { runId, ownerId } = submission;
  await keepCandidate(tx, { runId, ownerId, content: revisionContent(submission) });
});
