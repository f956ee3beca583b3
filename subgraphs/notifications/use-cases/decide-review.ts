import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import {
  type InvalidInput,
  type InvalidState,
  invalidInput,
  type NotFound,
  notFound,
  problem,
  StudioError,
} from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import {
  AdminApproved,
  AdminRejected,
  RecommendationDecided,
  WorkflowRevisionDecided,
} from '@effect-studio/schema/events/notifications';
import { isLastApproval, whyNotBy } from '../domain/four-eyes.ts';
import { isWithAnother } from '../domain/review-claim.ts';
import {
  type Decision,
  REASON_LIMIT,
  type RecommendationReview,
  type ResultReview,
  type Review,
  type WorkflowReview,
  whyUndecidable,
} from '../domain/review-item.ts';
import { lockReview, storeDecision, storeFirstApproval } from '../persistence/review-rows.ts';
import { addEndingFact } from '../persistence/run-ending-rows.ts';
import { tellUpdate } from './claim-review.ts';
import { fourEyes } from './four-eyes-rules.ts';
import { isTaken, needsOtherEyes, notDecidable } from './review-problems.ts';

export interface DecideReview {
  reviewItemId: string;
  decision: Decision;
  idempotencyKey: string;
}

/**
 * Decides a review item, once; of two reviewers who decide at the same time the second is told so. Where two people have to
 * approve, the first approval leaves it waiting.
 */
export async function decideReview(
  ctx: CallContext,
  command: DecideReview,
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { reviewItemId, decision, idempotencyKey } = command;
  const refusal = refuseReason(decision);
  if (refusal) return refusal;
  if (!isId(reviewItemId)) return notFound('review item', reviewItemId);
  const payload = { reviewItemId, decision };
  return idempotent(ctx, { operation: 'decideReview', key: idempotencyKey, payload }, async (tx) => {
    const item = await lockReview(tx, reviewItemId);
    if (!item) return notFound('review item', reviewItemId);
    const reason = whyUndecidable(item);
    if (reason) return notDecidable(item, reason);
    const { subjectId } = tx.call.caller;
    if (!subjectId) throw new StudioError('NO_REVIEWER', 'a decision needs somebody who decides');
    if (isWithAnother(item, subjectId, tx.now)) return isTaken(item);
    if (isSwitchedOff(ctx, item, decision)) return publishingIsOff(item);
    if (decision.kind === 'approve') {
      const rules = await fourEyes(ctx, item);
      const objection = whyNotBy(subjectId, item, rules);
      if (objection) return needsOtherEyes(item, objection);
      if (!isLastApproval(item, rules)) {
        await storeFirstApproval(tx, item.id, subjectId);
        await tellUpdate(tx, item, 'approved-once');
        return { id: item.id };
      }
    }
    await write(tx, item, decision, subjectId);
    return { id: item.id };
  });
}

async function write(tx: Transaction, item: Review, decision: Decision, subjectId: string): Promise<void> {
  switch (item.kind) {
    case 'RESULT':
      return writeResultDecision(tx, item, decision, subjectId);
    case 'RECOMMENDATION':
      return writeRecommendationDecision(tx, item, decision, subjectId);
    case 'WORKFLOW_REVISION':
      return writeRevisionDecision(tx, item, decision, subjectId);
  }
}

async function writeResultDecision(
  tx: Transaction,
  item: ResultReview,
  decision: Decision,
  decidedBy: string,
): Promise<void> {
  // The decision belongs to the run's trace, not to the reviewer's request.
  const { runId, ownerId, correlationId } = item;
  const decided = { reviewItemId: item.id, runId, ownerId, decidedBy };
  const idempotencyKey = `notifications:${item.id}:decide:v1`;
  if (decision.kind === 'approve') {
    await storeDecision(tx, item.id, { status: 'APPROVED', reason: null, refund: null });
    const payload = { ...decided, submission: item.submission };
    await tx.emit(AdminApproved, { aggregateId: runId, payload, idempotencyKey, correlationId });
    return;
  }
  const { reason, refund } = decision;
  await storeDecision(tx, item.id, { status: 'REJECTED', reason, refund });
  await addEndingFact(tx, { runId, ownerId, refund });
  await tx.emit(AdminRejected, {
    aggregateId: runId,
    payload: { ...decided, reason, refund },
    idempotencyKey,
    correlationId,
  });
}

async function writeRecommendationDecision(
  tx: Transaction,
  item: RecommendationReview,
  decision: Decision,
  decidedBy: string,
): Promise<void> {
  const { recommendationId } = item.recommendation;
  const isApproved = decision.kind === 'approve';
  const reason = decision.kind === 'reject' ? decision.reason : null;
  await storeDecision(tx, item.id, { status: isApproved ? 'APPROVED' : 'REJECTED', reason, refund: null });
  await tx.emit(RecommendationDecided, {
    aggregateId: recommendationId,
    idempotencyKey: `notifications:${item.id}:decide:v1`,
    correlationId: item.correlationId,
    payload: {
      recommendationId,
      reviewItemId: item.id,
      decision: isApproved ? 'approved' : 'rejected',
      decidedBy,
      decidedAt: tx.now.toISOString(),
      reason,
      snoozedUntil: null,
    },
  });
}

async function writeRevisionDecision(
  tx: Transaction,
  item: WorkflowReview,
  decision: Decision,
  decidedBy: string,
): Promise<void> {
  const { revisionId } = item.revision;
  const isApproved = decision.kind === 'approve';
  const reason = decision.kind === 'reject' ? decision.reason : null;
  await storeDecision(tx, item.id, { status: isApproved ? 'APPROVED' : 'REJECTED', reason, refund: null });
  await tx.emit(WorkflowRevisionDecided, {
    aggregateId: revisionId,
    idempotencyKey: `notifications:${item.id}:decide:v1`,
    correlationId: item.correlationId,
    payload: {
      revisionId,
      reviewItemId: item.id,
      decision: isApproved ? 'approved' : 'rejected',
      decidedBy,
      decidedAt: tx.now.toISOString(),
      reason,
    },
  });
}

function refuseReason(decision: Decision): InvalidInput | null {
  if (decision.kind === 'approve') return null;
  if (decision.reason.trim() === '') {
    return invalidInput(
      'reason',
      'A rejection needs a reason.',
      'Say in a sentence why; for a result, what the creator can do better.',
    );
  }
  if (decision.reason.length > REASON_LIMIT) {
    return invalidInput(
      'reason',
      `The reason is longer than ${REASON_LIMIT} characters.`,
      'Say it more briefly.',
    );
  }
  return null;
}

/** Approval publishes; rejection and recommendations go on. */
const isSwitchedOff = (ctx: CallContext, item: Review, decision: Decision): boolean =>
  item.kind === 'RESULT' &&
  decision.kind === 'approve' &&
  !ctx.flags.value('effects.publish', { tenantId: ctx.caller.tenantId, subjectId: item.ownerId });

function publishingIsOff(item: Review): InvalidState {
  return problem('InvalidState', {
    title: 'Publishing is switched off',
    status: 503,
    humanReadableCause: 'The feature flag effects.publish is off, so nothing is published for now.',
    suggestedAction: 'Approve it when the flag is on again; it waits in the queue.',
    instance: item.id,
  });
}
