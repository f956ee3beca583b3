import { newId } from '@effect-studio/kernel/ids';
import { RecommendationProposed } from '@effect-studio/schema/events/economics';
import { ApprovalRequested } from '@effect-studio/schema/events/orchestrator';
import { WorkflowReviewRequested } from '@effect-studio/schema/events/providers';
import { admin } from '@effect-studio/testing/callers';
import { recommendationProposed } from '@effect-studio/testing/recommendation-proposed';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';

type Reviewer = ReturnType<typeof admin>;
let studio: TestStudio;
/** Who may review here, as identity answers. */
let admins: string[];
const graph = {
  ask: async <Data>() => ({ people: { edges: admins.map((id) => ({ node: { id } })) } }) as Data,
};
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], { graph });
});
beforeEach(() => {
  admins = [newId(), newId()];
});
afterAll(() => studio.close());
afterEach(async () => {
  await studio.setFlag('reviews.authors-approve', false);
  await studio.setFlag('reviews.two-people-from-usd', 0);
  await studio.setFlag('reviews.two-people', false);
});

interface Answer {
  __typename: string;
  status?: string;
  humanReadableCause?: string;
  claimedBy?: { id: string } | null;
  firstApprovedBy?: { id: string } | null;
  approvalsNeeded?: number;
}
const STATE = 'id status claimedBy { id } firstApprovedBy { id } approvalsNeeded';
const mutate = async (caller: Reviewer, mutation: string, input: object): Promise<Answer> => {
  const type = mutation === 'decideReview' ? 'DecideReviewInput!' : 'ClaimReviewInput!';
  const { data, errors } = await studio.execute<{ answer: Answer }>(
    'notifications',
    caller,
    `mutation($input: ${type}) { answer: ${mutation}(input: $input) { __typename
       ... on ReviewItem { ${STATE} } ... on RecommendationReview { ${STATE} } ... on WorkflowReview { ${STATE} }
       ... on InvalidState { humanReadableCause } } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
  expect(errors).toBeUndefined();
  return data!.answer;
};
const claim = (caller: Reviewer, reviewItemId: string) => mutate(caller, 'claimReview', { reviewItemId });
const release = (caller: Reviewer, reviewItemId: string) => mutate(caller, 'releaseReview', { reviewItemId });
const approve = (caller: Reviewer, reviewItemId: string) =>
  mutate(caller, 'decideReview', { reviewItemId, isApproved: true });
const reject = (caller: Reviewer, reviewItemId: string) =>
  mutate(caller, 'decideReview', { reviewItemId, isApproved: false, reason: 'No.' });

const one = async (column: string, value: string): Promise<string> => {
  const { rows } = await studio.ownerPool.query<{ id: string }>(
    `select id from notifications.review_item where ${column} = $1`,
    [value],
  );
  return rows[0]!.id;
};
const aResult = async (ownerId = newId()) => {
  const submission = submissionOf({ ownerId });
  await studio.deliver('notifications', ApprovalRequested, submission.runId, { submission });
  return one('run_id', submission.runId);
};
const aRevision = async (submittedBy: string) => {
  const revisionId = newId();
  await studio.deliver('notifications', WorkflowReviewRequested, revisionId, {
    revisionId,
    workflowId: 'look-match-fine',
    providerId: 'cpu-atelier',
    effectTypeId: 'look-match',
    isNewWorkflow: false,
    changes: [],
    number: 2,
    digest: 'a'.repeat(64),
    title: 'Look match',
    note: 'Softer.',
    submittedBy,
  });
  return one('revision_id', revisionId);
};
const aRecommendation = async (monthlyImpactNanoUsd: string) => {
  const recommendationId = newId();
  const proposed = { ...recommendationProposed(recommendationId), monthlyImpactNanoUsd };
  await studio.deliver('notifications', RecommendationProposed, recommendationId, proposed);
  return one('recommendation_id', recommendationId);
};

describe('a claim', () => {
  it('keeps others from deciding, of every kind of item, and shows who looks', async () => {
    const [anna, ben] = [admin(), admin()];
    for (const id of [await aResult(), await aRevision(newId()), await aRecommendation('1')]) {
      expect(await claim(anna, id)).toMatchObject({ status: 'WAITING', claimedBy: { id: anna.subjectId } });
      for (const refused of [
        await claim(ben, id),
        await approve(ben, id),
        await reject(ben, id),
        await release(ben, id),
      ]) {
        expect(refused).toMatchObject({
          __typename: 'InvalidState',
          humanReadableCause: 'Another reviewer looks at this now.',
        });
      }
      expect(await approve(anna, id)).toMatchObject({ status: 'APPROVED', claimedBy: null });
    }
  });

  it('is over after a quarter of an hour, or when it is given back', async () => {
    const [anna, ben] = [admin(), admin()];
    const [forgotten, given] = [await aResult(), await aResult()];
    await claim(anna, forgotten);
    studio.clock.advance(10 * 60_000);
    await claim(anna, forgotten);
    studio.clock.advance(14 * 60_000);
    expect((await claim(ben, forgotten)).__typename).toBe('InvalidState');
    studio.clock.advance(60_000);
    expect(await claim(ben, forgotten)).toMatchObject({ claimedBy: { id: ben.subjectId } });
    await claim(anna, given);
    expect(await release(anna, given)).toMatchObject({ claimedBy: null });
    expect(await approve(ben, given)).toMatchObject({ status: 'APPROVED' });
  });

  it('of two reviewers at the same moment is one', async () => {
    const id = await aResult();
    const answers = await Promise.all([claim(admin(), id), claim(admin(), id)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['InvalidState', 'ReviewItem']);
  });

  it('is told to those who follow the queue', async () => {
    const [anna, id] = [admin(), await aResult()];
    await claim(anna, id);
    await release(anna, id);
    const told = (await studio.written('ReviewItemUpdated.v1')).filter(
      ({ aggregateId }) => aggregateId === id,
    );
    expect(told.map(({ payload }) => payload.change)).toEqual(['claimed', 'released']);
  });
});

describe('four eyes', () => {
  it('keep authors from approving what they made; they may reject it', async () => {
    const [anna, ben] = [admin(), admin()];
    admins = [anna.subjectId!, ben.subjectId!];
    const [own, other, result] = [
      await aRevision(anna.subjectId!),
      await aRevision(anna.subjectId!),
      await aResult(anna.subjectId!),
    ];
    for (const id of [own, result]) {
      expect((await approve(anna, id)).humanReadableCause).toMatch(/made this yourself/);
    }
    expect(await studio.written('WorkflowRevisionDecided.v1')).not.toContainEqual(
      expect.objectContaining({
        payload: expect.objectContaining({ reviewItemId: own, decision: 'approved' }),
      }),
    );
    expect(await approve(ben, own)).toMatchObject({ status: 'APPROVED' });
    expect(await reject(anna, other)).toMatchObject({ status: 'REJECTED' });
  });

  it('are not asked for where there is one admin alone, nor where the studio says so', async () => {
    const anna = admin();
    admins = [anna.subjectId!];
    expect(await approve(anna, await aRevision(anna.subjectId!))).toMatchObject({ status: 'APPROVED' });
    admins = [newId(), anna.subjectId!];
    await studio.setFlag('reviews.authors-approve', true);
    expect(await approve(anna, await aResult(anna.subjectId!))).toMatchObject({ status: 'APPROVED' });
  });

  it('leave a dear recommendation waiting until a second person approves', async () => {
    const [anna, ben] = [admin(), admin()];
    await studio.setFlag('reviews.two-people-from-usd', 500);
    const [dear, cheap, rejected] = [
      await aRecommendation('500000000000'),
      await aRecommendation('499999999999'),
      await aRecommendation('-500000000000'),
    ];
    const decided = async (id: string) =>
      (await studio.written('RecommendationDecided.v1')).filter(({ payload }) => payload.reviewItemId === id);
    expect(await approve(anna, dear)).toMatchObject({
      status: 'WAITING',
      approvalsNeeded: 2,
      firstApprovedBy: { id: anna.subjectId },
    });
    expect(await decided(dear)).toEqual([]);
    expect((await approve(anna, dear)).humanReadableCause).toMatch(/second person/);
    expect(await approve(ben, dear)).toMatchObject({ status: 'APPROVED' });
    expect(await decided(dear)).toHaveLength(1);
    expect(await approve(anna, cheap)).toMatchObject({ status: 'APPROVED', approvalsNeeded: 1 });
    await approve(anna, rejected);
    expect(await reject(anna, rejected)).toMatchObject({ status: 'REJECTED' });
  });
});

it('the queue says by when an item should be decided', async () => {
  const id = await aResult();
  const createdAt = studio.clock.now();
  const { data } = await studio.execute<{ reviewItem: { dueAt: string; whyNotByYou: string | null } }>(
    'notifications',
    admin(),
    `{ reviewItem(id: "${id}") { dueAt whyNotByYou } }`,
  );
  expect(data!.reviewItem).toEqual({
    dueAt: new Date(createdAt.getTime() + 86_400_000).toISOString(),
    whyNotByYou: null,
  });
});

describe('a studio that wants two people for all work', () => {
  it('publishes a result when the second has approved, and not before', async () => {
    await studio.setFlag('reviews.two-people', true);
    const [anna, ben] = [admin(), admin()];
    const item = await aResult();
    const approved = async () =>
      (await studio.written('AdminApproved.v1')).filter(({ payload }) => payload.reviewItemId === item);
    expect(await approve(anna, item)).toMatchObject({
      status: 'WAITING',
      firstApprovedBy: { id: anna.subjectId },
    });
    expect(await approve(anna, item)).toMatchObject({ __typename: 'InvalidState' });
    expect(await approved()).toEqual([]);
    expect(await approve(ben, item)).toMatchObject({ status: 'APPROVED' });
    expect(await approved()).toMatchObject([{ payload: { decidedBy: ben.subjectId } }]);
  });
});
