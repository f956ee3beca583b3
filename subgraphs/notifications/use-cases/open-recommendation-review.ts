import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { RecommendationReviewOpened } from '@effect-studio/schema/events/notifications';
import type { RecommendationSnapshot } from '../domain/review-item.ts';
import { insertRecommendationReview } from '../persistence/review-rows.ts';

/** Puts a recommendation into the review queue, once. */
export async function openRecommendationReview(
  tx: Transaction,
  proposed: RecommendationSnapshot,
): Promise<void> {
  const { recommendationId, kind, title, summary, instructions, confidence, sampleCount } = proposed;
  const { monthlyImpactNanoUsd, monthlyImpactLowerNanoUsd, monthlyImpactUpperNanoUsd } = proposed;
  const reviewItemId = newId();
  const isNew = await insertRecommendationReview(tx, reviewItemId, {
    recommendationId,
    kind,
    title,
    summary,
    instructions,
    confidence,
    sampleCount,
    monthlyImpactNanoUsd,
    monthlyImpactLowerNanoUsd,
    monthlyImpactUpperNanoUsd,
    intervalLevel: proposed.intervalLevel,
    qualityChange: proposed.qualityChange,
  });
  if (!isNew) return;
  await tx.emit(RecommendationReviewOpened, {
    aggregateId: recommendationId,
    idempotencyKey: `notifications:${reviewItemId}:open:v1`,
    payload: { reviewItemId, recommendationId },
  });
}
