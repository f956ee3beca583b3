import { newId } from '@effect-studio/kernel/ids';
import { ApprovalRequested, RunCancelled } from '@effect-studio/schema/events/orchestrator';
import type { Submission } from '@effect-studio/schema/events/shapes';
import { admin, creator } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
});
afterAll(() => studio.close());

const DECIDE = `mutation($input: DecideReviewInput!) { decideReview(input: $input) { __typename
  ... on ReviewItem { id status reason decidedAt decidedBy { id } }
  ... on InvalidInput { field } ... on InvalidState { humanReadableCause } ... on NotFound { detail } } }`;
interface Decided {
  decideReview: { __typename: string; status?: string; humanReadableCause?: string; field?: string };
}
const decide = async (caller: ReturnType<typeof admin>, input: Record<string, unknown>) => {
  const { data, errors } = await studio.execute<Decided>('notifications', caller, DECIDE, {
    input: { idempotencyKey: newId(), isApproved: true, ...input },
  });
  expect(errors).toBeUndefined();
  return data!.decideReview;
};

const submit = async (overrides: Partial<Submission> = {}, correlationId: string = newId()) => {
  const submission = submissionOf(overrides);
  await studio.deliver(
    'notifications',
    ApprovalRequested,
    submission.runId,
    { submission },
    { correlationId },
  );
  return submission;
};
const itemsOf = async (runId: string) => {
  const { rows } = await studio.ownerPool.query<{ id: string; status: string }>(
    'select id, status from notifications.review_item where run_id = $1 order by id',
    [runId],
  );
  return rows;
};
const openItem = async (overrides: Partial<Submission> = {}, correlationId?: string) => {
  const submission = await submit(overrides, correlationId);
  return { submission, reviewItemId: (await itemsOf(submission.runId)).at(-1)!.id };
};
const eventsOf = async (type: string, runId: string) =>
  (await studio.written(type)).filter((event) => event.aggregateId === runId);

describe('the review queue', () => {
  it('shows what is judged, with a signed URL of the result', async () => {
    const { submission, reviewItemId } = await openItem();
    const { data } = await studio.execute<{ reviewQueue: { id: string; resultUrl: string }[] }>(
      'notifications',
      admin(),
      `{ reviewQueue { id status title wish composite resultUrl run { id } effectType { id } provider { id } workflow { id } } }`,
    );
    const item = data!.reviewQueue.find(({ id }) => id === reviewItemId)!;
    expect(item).toMatchObject({
      status: 'WAITING',
      title: submission.title,
      run: { id: submission.runId },
      provider: { id: 'cpu-atelier' },
      workflow: { id: 'look-match-fine' },
    });
    expect(item.resultUrl).toMatch(/outputs\/c+\.mp4\?.*X-Amz-Signature=/);
  });

  it('is closed to creators, by directive and by row-level security', async () => {
    const caller = creator();
    const { reviewItemId } = await openItem({ ownerId: caller.subjectId! });
    const { errors } = await studio.execute('notifications', caller, '{ reviewQueue { id } }');
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const { findReviewItem } = await import('./persistence/review-rows.ts');
    const seenBy = (who: ReturnType<typeof creator>) => {
      const ctx = studio.call('notifications', who);
      return ctx.db.transaction(ctx, (tx) => findReviewItem(tx, reviewItemId));
    };
    expect(await seenBy(caller)).toBeNull();
    expect(await seenBy(admin(newId(), newId()))).toBeNull();
    expect(await seenBy(admin())).not.toBeNull();
  });

  it('keeps one open item per run: the newer submission supersedes the older', async () => {
    const { submission } = await openItem();
    await submit({ ...submission, finishTaskId: newId() });
    expect((await itemsOf(submission.runId)).map(({ status }) => status)).toEqual(['SUPERSEDED', 'WAITING']);
    expect(await eventsOf('ReviewItemOpened.v1', submission.runId)).toHaveLength(2);
    expect((await eventsOf('ReviewItemClosed.v1', submission.runId))[0]!.payload.because).toBe('superseded');
  });

  it('lets an approval stand when a submission comes after it', async () => {
    const { submission, reviewItemId } = await openItem();
    await decide(admin(), { reviewItemId });
    await submit({ ...submission, finishTaskId: newId() });
    expect((await itemsOf(submission.runId)).map(({ status }) => status)).toEqual(['APPROVED']);
  });

  it('drops the item of a run that ends', async () => {
    const { submission, reviewItemId } = await openItem();
    const { runId, ownerId } = submission;
    await studio.deliver('notifications', RunCancelled, runId, { runId, ownerId, cancelledBy: ownerId });
    expect((await itemsOf(runId)).map(({ status }) => status)).toEqual(['WITHDRAWN']);
    expect((await decide(admin(), { reviewItemId })).humanReadableCause).toMatch(/run ended/);
  });
});

describe('a decision', () => {
  it('to approve carries what was judged, in the trace of the run', async () => {
    const [reviewer, correlationId] = [admin(), newId()];
    const { submission, reviewItemId } = await openItem({}, correlationId);
    const decided = await decide(reviewer, { reviewItemId });
    expect(decided).toMatchObject({ status: 'APPROVED', decidedBy: { id: reviewer.subjectId } });
    const [event] = await eventsOf('AdminApproved.v1', submission.runId);
    expect(event).toMatchObject({
      correlationId,
      payload: { reviewItemId, decidedBy: reviewer.subjectId, submission },
    });
  });

  it('to reject needs a reason and says whether tokens go back', async () => {
    const { submission, reviewItemId } = await openItem();
    expect(await decide(admin(), { reviewItemId, isApproved: false, reason: '  ' })).toEqual({
      __typename: 'InvalidInput',
      field: 'reason',
    });
    const decided = await decide(admin(), {
      reviewItemId,
      isApproved: false,
      reason: 'Flickers.',
      refund: 'NONE',
    });
    expect(decided).toMatchObject({ status: 'REJECTED', reason: 'Flickers.' });
    const [event] = await eventsOf('AdminRejected.v1', submission.runId);
    expect(event!.payload).toMatchObject({ reason: 'Flickers.', refund: 'none' });
  });

  it('without a word on the refund refunds in full', async () => {
    const { submission, reviewItemId } = await openItem();
    await decide(admin(), { reviewItemId, isApproved: false, reason: 'No.' });
    expect((await eventsOf('AdminRejected.v1', submission.runId))[0]!.payload.refund).toBe('full');
  });

  it('repeated with its key answers the same and is written once', async () => {
    const { submission, reviewItemId } = await openItem();
    const [reviewer, idempotencyKey] = [admin(), newId()];
    const first = await decide(reviewer, { reviewItemId, idempotencyKey });
    expect(await decide(reviewer, { reviewItemId, idempotencyKey })).toEqual(first);
    expect(await eventsOf('AdminApproved.v1', submission.runId)).toHaveLength(1);
  });

  it('is refused when the item was decided', async () => {
    const { reviewItemId } = await openItem();
    await decide(admin(), { reviewItemId });
    expect(await decide(admin(), { reviewItemId, isApproved: false, reason: 'No.' })).toEqual({
      __typename: 'InvalidState',
      humanReadableCause: 'This result was approved already.',
    });
  });

  it('of two reviewers at the same moment is one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { submission, reviewItemId } = await openItem();
      const answers = await Promise.all([
        decide(admin(), { reviewItemId }),
        decide(admin(), { reviewItemId, isApproved: false, reason: 'No.' }),
      ]);
      expect(answers.map((answer) => answer.__typename).sort()).toEqual(['InvalidState', 'ReviewItem']);
      const approvals = await eventsOf('AdminApproved.v1', submission.runId);
      const rejections = await eventsOf('AdminRejected.v1', submission.runId);
      expect(approvals.length + rejections.length).toBe(1);
    }
  });

  it('about an item that does not exist is refused', async () => {
    expect((await decide(admin(), { reviewItemId: newId() })).__typename).toBe('NotFound');
    expect((await decide(admin(), { reviewItemId: 'x' })).__typename).toBe('NotFound');
  });
});
