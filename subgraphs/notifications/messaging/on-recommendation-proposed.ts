import { consume } from '@effect-studio/kernel/bus/consumer';
import { RecommendationProposed } from '@effect-studio/schema/events/economics';
import { openRecommendationReview } from '../use-cases/open-recommendation-review.ts';

/** A recommendation waits for a reviewer, unless it was allowed to apply itself. */
export const onRecommendationProposed = consume(RecommendationProposed, async (tx, { payload }) => {
  if (payload.needsApproval) await openRecommendationReview(tx, payload);
});
