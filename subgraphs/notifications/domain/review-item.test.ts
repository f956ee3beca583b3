import { describe, expect, it } from 'vitest';
import { REVIEW_STATUSES, REVIEW_TRANSITIONS, whyUndecidable } from './review-item.ts';

describe('a review item', () => {
  it('can be decided exactly where a decision is an allowed transition', () => {
    for (const status of REVIEW_STATUSES) {
      const isOpen = REVIEW_TRANSITIONS[status].includes('APPROVED');
      for (const kind of ['RESULT', 'RECOMMENDATION'] as const) {
        expect([status, whyUndecidable({ kind, status }) === null]).toEqual([status, isOpen]);
      }
    }
  });
});
