import type {
  Application,
  Finding,
  Measurement,
  RecommendationKind,
  RecommendationState,
} from './recommendation.ts';
import type { Wording } from './wording.ts';

/** A recommendation with everything that happened to it. */
export interface Recommendation extends Finding, Wording {
  id: string;
  kind: RecommendationKind;
  state: RecommendationState;
  needsApproval: boolean;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  snoozedUntil: Date | null;
  application: Application | null;
  appliedAt: Date | null;
  measurement: Measurement | null;
  measuredAt: Date | null;
  createdAt: Date;
}
