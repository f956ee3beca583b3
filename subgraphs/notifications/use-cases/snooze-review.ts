import type { CallContext } from '@effect-studio/kernel/context';
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
import { isId, newId } from '@effect-studio/kernel/ids';
import { RecommendationDecided } from '@effect-studio/schema/events/notifications';
import { SNOOZE_LIMIT_MS, whyUndecidable } from '../domain/review-item.ts';
import { lockReview, storeSnooze } from '../persistence/review-rows.ts';
import { notDecidable } from './review-problems.ts';

/** Puts a recommendation off until a moment; everything else cannot be put off, somebody waits for it. */
export async function snoozeReview(
  ctx: CallContext,
  command: { reviewItemId: string; until: Date; idempotencyKey: string },
): Promise<{ id: string } | NotFound | InvalidInput | InvalidState | IdempotencyConflict> {
  const { reviewItemId, until, idempotencyKey } = command;
  if (!isId(reviewItemId)) return notFound('review item', reviewItemId);
  const payload = { reviewItemId, until: until.toISOString() };
  return idempotent<{ id: string } | NotFound | InvalidInput | InvalidState>(
    ctx,
    { operation: 'snoozeReview', key: idempotencyKey, payload },
    async (tx) => {
      const aheadMs = until.getTime() - tx.now.getTime();
      if (aheadMs <= 0 || aheadMs > SNOOZE_LIMIT_MS) {
        const cause = 'It can be put off to a moment within the next 90 days only.';
        return invalidInput('until', cause, 'Choose a moment between now and 90 days from now.');
      }
      const item = await lockReview(tx, reviewItemId);
      if (!item) return notFound('review item', reviewItemId);
      if (item.kind !== 'RECOMMENDATION') {
        return problem('InvalidState', {
          title: 'Only recommendations are put off',
          status: 409,
          humanReadableCause:
            item.kind === 'RESULT'
              ? 'A creator waits for this result.'
              : 'The author of this revision waits for it.',
          suggestedAction: 'Approve it, or reject it with a reason.',
          instance: item.id,
        });
      }
      const reason = whyUndecidable(item);
      if (reason) return notDecidable(item, reason);
      const { subjectId } = tx.call.caller;
      if (!subjectId) throw new StudioError('NO_REVIEWER', 'a decision needs somebody who decides');
      await storeSnooze(tx, item.id, until);
      const { recommendationId } = item.recommendation;
      await tx.emit(RecommendationDecided, {
        aggregateId: recommendationId,
        idempotencyKey: `notifications:${item.id}:snooze-${newId()}:v1`,
        correlationId: item.correlationId,
        payload: {
          recommendationId,
          reviewItemId: item.id,
          decision: 'snoozed',
          decidedBy: subjectId,
          decidedAt: tx.now.toISOString(),
          reason: null,
          snoozedUntil: until.toISOString(),
        },
      });
      return { id: item.id };
    },
  );
}
