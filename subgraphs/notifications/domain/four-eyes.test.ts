import { describe, expect, it } from 'vitest';
import { approvalsNeeded, isLastApproval, whyNotBy } from './four-eyes.ts';
import { CLAIM_MS, claimOf, isWithAnother } from './review-claim.ts';
import type { Review } from './review-item.ts';

const base = {
  id: 'r',
  status: 'WAITING',
  correlationId: 'c',
  decidedBy: null,
  decidedAt: null,
  reason: null,
  createdAt: new Date(0),
  claimedBy: null,
  claimedUntil: null,
  firstApprovedBy: null,
} as const;
const revision = {
  ...base,
  kind: 'WORKFLOW_REVISION',
  revision: { submittedBy: 'anna' },
} as unknown as Review;
const advice = (monthlyImpactNanoUsd: string, firstApprovedBy: string | null = null) =>
  ({
    ...base,
    firstApprovedBy,
    kind: 'RECOMMENDATION',
    recommendation: { monthlyImpactNanoUsd },
  }) as unknown as Review;
const open = { authorsApprove: true, twoFromUsdPerMonth: 0, twoForWork: false };
const strict = { authorsApprove: false, twoFromUsdPerMonth: 100, twoForWork: false };

describe('four eyes', () => {
  it('keep an author from approving their own work where a studio wants that', () => {
    expect(whyNotBy('anna', revision, open)).toBeNull();
    expect(whyNotBy('anna', revision, strict)).toMatch(/made this yourself/);
    expect(whyNotBy('ben', revision, strict)).toBeNull();
  });

  it('ask two people about what moves much, up or down', () => {
    expect(approvalsNeeded(advice('99999999999'), strict)).toBe(1);
    expect(approvalsNeeded(advice('100000000000'), strict)).toBe(2);
    expect(approvalsNeeded(advice('-100000000000'), strict)).toBe(2);
    expect(approvalsNeeded(advice('100000000000'), open)).toBe(1);
  });

  it('ask two people about results and revisions where a studio wants that, and about recommendations by their sum alone', () => {
    const careful = { ...open, twoForWork: true };
    expect([approvalsNeeded(revision, open), approvalsNeeded(revision, careful)]).toEqual([1, 2]);
    expect(approvalsNeeded(advice('100000000000'), careful)).toBe(1);
    const once = { ...revision, firstApprovedBy: 'ben' } as unknown as Review;
    expect(whyNotBy('ben', once, careful)).toMatch(/second person/);
    expect([isLastApproval(revision, careful), isLastApproval(once, careful)]).toEqual([false, true]);
  });

  it('are not the same two eyes twice', () => {
    const once = advice('100000000000', 'anna');
    expect(whyNotBy('anna', once, strict)).toMatch(/second person/);
    expect([whyNotBy('ben', once, strict), isLastApproval(once, strict)]).toEqual([null, true]);
    expect(isLastApproval(advice('100000000000'), strict)).toBe(false);
    // The threshold was raised meanwhile: the first may end it.
    expect(whyNotBy('anna', once, open)).toBeNull();
  });
});

describe('a claim', () => {
  const now = new Date(1_000_000);
  const claimed = { claimedBy: 'anna', claimedUntil: new Date(now.getTime() + CLAIM_MS) };

  it('keeps an item with one person, until it is over', () => {
    expect([isWithAnother(claimed, 'ben', now), isWithAnother(claimed, 'anna', now)]).toEqual([true, false]);
    expect(claimOf(claimed, claimed.claimedUntil)).toBeNull();
    expect(isWithAnother(claimed, 'ben', claimed.claimedUntil)).toBe(false);
  });
});
