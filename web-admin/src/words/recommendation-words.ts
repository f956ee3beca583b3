import type { Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import type { RecommendationKind, RecommendationState } from '../../generated/graphql.ts';

export const KIND_WORDS: Record<RecommendationKind, string> = {
  PROVIDER_SWITCH: 'Provider switch',
  WORKFLOW_TUNING: 'Workflow tuning',
  PRICE_ADJUSTMENT: 'Price adjustment',
  FLEET_OPTIMIZATION: 'Fleet',
};

export const STATE_WORDS: Record<RecommendationState, readonly [word: string, tone: Tone]> = {
  PROPOSED: ['Waiting', 'accent'],
  SNOOZED: ['Snoozed', 'neutral'],
  APPROVED: ['Approved, not yet done', 'warn'],
  APPLIED: ['Applied', 'good'],
  MEASURED: ['Measured', 'good'],
  REJECTED: ['Rejected', 'bad'],
  WITHDRAWN: ['Withdrawn', 'neutral'],
};
