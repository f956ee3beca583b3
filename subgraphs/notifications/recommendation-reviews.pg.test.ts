import { newId } from '@effect-studio/kernel/ids';
import { RecommendationProposed, RecommendationWithdrawn } from '@effect-studio/schema/events/economics';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { recommendationProposed } from '@effect-studio/testing/recommendation-proposed';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
});
afterAll(() => studio.close());

const REVIEWS = `query($kind: ReviewKind) { reviews(kind: $kind) { __typename id kind title
  ... on RecommendationReview { summary confidence sampleCount monthlyImpactNanoUsd qualityChange snoozedUntil recommendation { id } } } }`;
const DECIDE = `mutation($input: DecideReviewInput!) { decideReview(input: $input) { __typename
  ... on RecommendationReview { id status reason decidedBy { id } }
  ... on InvalidState { humanReadableCause } ... on InvalidInput { field } } }`;
const SNOOZE = `mutation($input: SnoozeReviewInput!) { snoozeReview(input: $input) { __typename
  ... on RecommendationReview { id status snoozedUntil } ... on InvalidInput { field } ... on InvalidState { title } } }`;

interface Answer {
  __typename: string;
  id?: string;
  status?: string;
}
interface Listed {
  __typename: string;
  id: string;
  kind: string;
  recommendation?: { id: string };
}

const ask = async <Data>(document: string, variables: Record<string, unknown>, caller = admin()) => {
  const { data, errors } = await studio.execute<Data>('notifications', caller, document, variables);
  expect(errors).toBeUndefined();
  return data!;
};
const listed = async (kind: string | null = 'RECOMMENDATION') =>
  (await ask<{ reviews: Listed[] }>(REVIEWS, { kind })).reviews;
const decide = async (input: Record<string, unknown>, caller = admin()) =>
  (
    await ask<{ decideReview: Answer }>(
      DECIDE,
      { input: { idempotencyKey: newId(), isApproved: true, ...input } },
      caller,
    )
  ).decideReview;
const snooze = async (reviewItemId: string, aheadMs: number) =>
  (
    await ask<{ snoozeReview: Answer }>(SNOOZE, {
      input: {
        reviewItemId,
        until: new Date(studio.clock.now().getTime() + aheadMs).toISOString(),
        idempotencyKey: newId(),
      },
    })
  ).snoozeReview;

async function propose(overrides: { needsApproval?: boolean; recommendationId?: string } = {}) {
  const recommendationId = overrides.recommendationId ?? newId();
  const { needsApproval = true } = overrides;
  const proposed = recommendationProposed(recommendationId, { needsApproval });
  await studio.deliver('notifications', RecommendationProposed, recommendationId, proposed);
  return recommendationId;
}
const reviewOf = async (recommendationId: string) =>
  (await listed()).find((review) => review.recommendation?.id === recommendationId);
const decisionsOf = async (recommendationId: string) =>
  (await studio.written('RecommendationDecided.v1')).filter(
    (event) => event.aggregateId === recommendationId,
  );

describe('a recommendation in the review queue', () => {
  it('waits beside results, with what it promises', async () => {
    const recommendationId = await propose();
    const submission = submissionOf();
    await studio.deliver('notifications', ApprovalRequested, submission.runId, { submission });
    expect(await reviewOf(recommendationId)).toMatchObject({
      __typename: 'RecommendationReview',
      summary: 'It costs less.',
      monthlyImpactNanoUsd: '12000000000',
      qualityChange: -0.01,
    });
    expect(new Set((await listed(null)).map(({ kind }) => kind))).toEqual(
      new Set(['RESULT', 'RECOMMENDATION']),
    );
    const { reviewQueue } = await ask<{ reviewQueue: { title: string }[] }>('{ reviewQueue { title } }', {});
    expect(reviewQueue.map(({ title }) => title)).toEqual([submission.title]);
  });

  it('is opened once however often it is proposed, and not at all when nobody is to be asked', async () => {
    const recommendationId = await propose();
    await propose({ recommendationId });
    expect(
      (await listed()).filter(({ recommendation }) => recommendation?.id === recommendationId),
    ).toHaveLength(1);
    expect(await reviewOf(await propose({ needsApproval: false }))).toBeUndefined();
  });

  it('leaves the queue when economics withdraws it, and stays decided when it was', async () => {
    const [open, put, decided] = [await propose(), await propose(), await propose()];
    const items = await Promise.all([open, put, decided].map(reviewOf));
    await snooze(items[1]!.id, 3_600_000);
    await decide({ reviewItemId: items[2]!.id });
    for (const recommendationId of [open, put, decided]) {
      await studio.deliver('notifications', RecommendationWithdrawn, recommendationId, {
        recommendationId,
        reason: 'EVIDENCE_CHANGED',
        humanReadableCause: 'Newer executions no longer speak for it.',
      });
    }
    expect(await reviewOf(open)).toBeUndefined();
    expect(await decide({ reviewItemId: items[0]!.id })).toEqual({
      __typename: 'InvalidState',
      humanReadableCause: 'It was withdrawn, because it no longer holds.',
    });
    studio.clock.advance(3_600_000);
    expect(await reviewOf(put)).toBeUndefined();
    expect(await decisionsOf(open)).toEqual([]);
    expect(await decisionsOf(decided)).toHaveLength(1);
  });

  it('is approved once, and economics is told by whom', async () => {
    const recommendationId = await propose();
    const reviewItemId = (await reviewOf(recommendationId))!.id;
    const reviewer = admin();
    expect(await decide({ reviewItemId }, reviewer)).toMatchObject({ status: 'APPROVED' });
    expect(await decide({ reviewItemId })).toEqual({
      __typename: 'InvalidState',
      humanReadableCause: 'This recommendation was approved already.',
    });
    expect((await decisionsOf(recommendationId)).map(({ payload }) => payload)).toMatchObject([
      { decision: 'approved', decidedBy: reviewer.subjectId, reason: null },
    ]);
  });

  it('is rejected with a reason', async () => {
    const recommendationId = await propose();
    const reviewItemId = (await reviewOf(recommendationId))!.id;
    expect(await decide({ reviewItemId, isApproved: false })).toMatchObject({ field: 'reason' });
    await decide({ reviewItemId, isApproved: false, reason: 'The contract with north runs until May.' });
    const [decision] = await decisionsOf(recommendationId);
    expect(decision!.payload).toMatchObject({
      decision: 'rejected',
      reason: 'The contract with north runs until May.',
    });
  });

  it('put off leaves the queue and comes back at its time', async () => {
    const recommendationId = await propose();
    const reviewItemId = (await reviewOf(recommendationId))!.id;
    expect(await snooze(reviewItemId, 3_600_000)).toMatchObject({ status: 'WAITING' });
    expect(await reviewOf(recommendationId)).toBeUndefined();
    expect((await decisionsOf(recommendationId)).map(({ payload }) => payload.decision)).toEqual(['snoozed']);
    studio.clock.advance(3_600_000);
    expect(await reviewOf(recommendationId)).toBeDefined();
    expect(await snooze(reviewItemId, 91 * 86_400_000)).toMatchObject({ field: 'until' });
    expect(await snooze(reviewItemId, -1)).toMatchObject({ field: 'until' });
  });

  it('is closed to creators', async () => {
    const { errors } = await studio.execute('notifications', creator(), '{ reviews { id } }');
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('a result', () => {
  it('cannot be put off', async () => {
    const submission = submissionOf({ runId: newId() });
    await studio.deliver('notifications', ApprovalRequested, submission.runId, { submission });
    const results = await listed('RESULT');
    expect(await snooze(results.at(-1)!.id, 3_600_000)).toMatchObject({
      title: 'Only recommendations are put off',
    });
  });
});
