import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { RecommendationDecided } from '@effect-studio/schema/events/notifications';
import { decideRecommendation } from '../recommendations/use-cases/decide-recommendation.ts';

/** What reviewers decide about recommendations is followed. */
export const decisionConsumers: readonly Consumer[] = [
  consume(
    reading(
      RecommendationDecided,
      'recommendationId',
      'decision',
      'decidedBy',
      'decidedAt',
      'reason',
      'snoozedUntil',
    ),
    (tx, { payload }) =>
      decideRecommendation(tx, payload.recommendationId, {
        decision: payload.decision,
        decidedBy: payload.decidedBy,
        decidedAt: new Date(payload.decidedAt),
        reason: payload.reason,
        snoozedUntil: payload.snoozedUntil ? new Date(payload.snoozedUntil) : null,
      }),
  ),
];
