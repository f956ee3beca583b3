import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { openReview } from '../use-cases/open-review.ts';

/** A finished result waits for a reviewer. */
export const onApprovalRequested = consume(reading(ApprovalRequested, 'submission'), (tx, event) =>
  openReview(tx, event.payload.submission),
);
