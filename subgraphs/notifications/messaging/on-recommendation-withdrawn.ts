import { consume } from '@effect-studio/kernel/bus/consumer';
import { RecommendationWithdrawn } from '@effect-studio/schema/events/economics';
import { reading } from '@effect-studio/schema/events/envelope';
import { withdrawRecommendationReview } from '../persistence/review-rows.ts';

/** A recommendation that no longer holds leaves the queue, with the reason; one that was decided stays as it is. */
export const onRecommendationWithdrawn = consume(
  reading(RecommendationWithdrawn, 'recommendationId', 'humanReadableCause'),
  (tx, { payload }) => withdrawRecommendationReview(tx, payload.recommendationId, payload.humanReadableCause),
);
