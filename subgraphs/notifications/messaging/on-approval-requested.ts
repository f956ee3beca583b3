import { consume } from '@effect-studio/kernel/bus/consumer';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { openReview } from '../use-cases/open-review.ts';

/** A finished result waits for a reviewer. */
export const onApprovalRequested = consume(ApprovalRequested, (tx, event) =>
  openReview(tx, event.payload.submission),
);
