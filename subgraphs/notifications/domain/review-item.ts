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

/** One result that a reviewer is asked to judge. */
export interface ReviewItem {
  id: string;
  runId: string;
  /** The creator of the run. */
  ownerId: string;
  status: ReviewStatus;
  /** What is judged, as the run submitted it. */
  submission: Submission;
  /** Correlation id of the run; decisions are traced under it. */
  correlationId: string;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
  createdAt: Date;
}

/** What a reviewer decides. */
export type Decision = { kind: 'approve' } | { kind: 'reject'; reason: string; refund: 'full' | 'none' };

/** Longest reason of a rejection, in characters. */
export const REASON_LIMIT = 1_000;

/** Why an item cannot be decided any more, in a sentence; null when it can. */
export function whyUndecidable(item: Pick<ReviewItem, 'status'>): string | null {
  switch (item.status) {
    case 'WAITING':
      return null;
    case 'APPROVED':
      return 'This result was approved already.';
    case 'REJECTED':
      return 'This result was rejected already.';
    case 'SUPERSEDED':
      return 'The creator chose another result, which waits under an item of its own.';
    case 'WITHDRAWN':
      return 'The run ended before anybody decided.';
  }
}
