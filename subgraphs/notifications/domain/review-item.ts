import type { Submission } from '@effect-studio/schema/events/shapes';

export const REVIEW_STATUSES = ['WAITING', 'APPROVED', 'REJECTED', 'SUPERSEDED', 'WITHDRAWN'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

/** Allowed transitions: an item leaves WAITING once and never moves again. */
export const REVIEW_TRANSITIONS: { readonly [From in ReviewStatus]: readonly ReviewStatus[] } = {
  WAITING: ['APPROVED', 'REJECTED', 'SUPERSEDED', 'WITHDRAWN'],
  APPROVED: [],
  REJECTED: [],
  SUPERSEDED: [],
  WITHDRAWN: [],
};

/** What every item of the queue has, whatever is judged. */
interface ReviewBase {
  id: string;
  status: ReviewStatus;
  /** Correlation id of what is judged; decisions are traced under it. */
  correlationId: string;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  createdAt: Date;
  /** Who claimed it last; see `claimOf`. */
  claimedBy: string | null;
  claimedUntil: Date | null;
  /** Who approved it first, where two people have to. */
  firstApprovedBy: string | null;
}

/** One result that a reviewer is asked to judge. */
export interface ResultReview extends ReviewBase {
  kind: 'RESULT';
  runId: string;
  /** The creator of the run. */
  ownerId: string;
  /** What is judged, as the run submitted it. */
  submission: Submission;
}

/** A recommendation as economics proposed it. Money as decimal strings of nano-USD. */
export interface RecommendationSnapshot {
  recommendationId: string;
  kind: string;
  title: string;
  summary: string;
  instructions: string[];
  confidence: number;
  sampleCount: number;
  monthlyImpactNanoUsd: string;
  monthlyImpactLowerNanoUsd: string;
  monthlyImpactUpperNanoUsd: string;
  intervalLevel: number;
  qualityChange: number | null;
}

/** One recommendation that a reviewer is asked to decide about. */
export interface RecommendationReview extends ReviewBase {
  kind: 'RECOMMENDATION';
  recommendation: RecommendationSnapshot;
  /** Put off until then; not in the queue before. */
  snoozedUntil: Date | null;
}

/** A revision of a workflow as it was submitted. */
export interface WorkflowRevisionSnapshot {
  revisionId: string;
  workflowId: string;
  number: number;
  digest: string;
  title: string;
  note: string;
  submittedBy: string;
}

/** One revision of a workflow that a reviewer is asked to decide about. */
export interface WorkflowReview extends ReviewBase {
  kind: 'WORKFLOW_REVISION';
  revision: WorkflowRevisionSnapshot;
}

/** Something in the one queue in which people decide. */
export type Review = ResultReview | RecommendationReview | WorkflowReview;

/** What a reviewer decides. A refund is for results only. */
export type Decision = { kind: 'approve' } | { kind: 'reject'; reason: string; refund: 'full' | 'none' };

/** Longest reason of a rejection, in characters. */
export const REASON_LIMIT = 1_000;

/** Longest time for which something may be put off. */
export const SNOOZE_LIMIT_MS = 90 * 86_400_000;

/** Why an item cannot be decided any more, in a sentence; null when it can. */
export function whyUndecidable({ kind, status }: Pick<Review, 'kind' | 'status'>): string | null {
  const what = { RESULT: 'result', RECOMMENDATION: 'recommendation', WORKFLOW_REVISION: 'revision' }[kind];
  switch (status) {
    case 'WAITING':
      return null;
    case 'APPROVED':
      return `This ${what} was approved already.`;
    case 'REJECTED':
      return `This ${what} was rejected already.`;
    case 'SUPERSEDED':
      return 'The creator chose another result, which waits under an item of its own.';
    case 'WITHDRAWN':
      return kind === 'RESULT'
        ? 'The run ended before anybody decided.'
        : 'It was withdrawn, because it no longer holds.';
  }
}
