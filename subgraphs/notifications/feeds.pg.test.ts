import { newId } from '@effect-studio/kernel/ids';
import { buildSchema } from '@effect-studio/kernel/subgraph';
import { ApprovalRequested, RunCancelled } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { logWrittenEvents } from '@effect-studio/testing/logged-events';
import { submissionOf } from '@effect-studio/testing/submission';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { decideReview } from './use-cases/decide-review.ts';

const schema = buildSchema(subgraph);
let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
});
afterAll(() => studio.close());

type Feed = AsyncGenerator<ExecutionResult, void>;

async function open(
  caller: ReturnType<typeof creator>,
  document: string,
  variableValues: Record<string, unknown> = {},
): Promise<Feed> {
  const contextValue = studio.call('notifications', caller);
  const result = await subscribe({ schema, document: parse(document), variableValues, contextValue });
  if (!(Symbol.asyncIterator in result)) throw new Error(JSON.stringify(result));
  return result;
}
const nextOf = async <Data>(feed: Feed): Promise<Data> => {
  const { value } = await feed.next();
  expect(value?.errors).toBeUndefined();
  return JSON.parse(JSON.stringify(value?.data)) as Data;
};

const cancel = (ownerId: string) => {
  const run = { runId: newId(), ownerId, cancelledBy: ownerId };
  return studio.deliver('notifications', RunCancelled, run.runId, run);
};

const NOTIFICATIONS = `subscription($after: Cursor) { notificationAdded(after: $after) { __typename
  ... on NotificationAdded { cursor notification { kind run { id } } } ... on Gap { firstAvailable } } }`;
const REVIEWS = `subscription($after: Cursor) { reviewQueueChanged(after: $after) {
  ... on ReviewChange { cursor reviewItem { id status title resultUrl } } } }`;
interface Added {
  notificationAdded: { __typename: string; cursor: string; notification: { kind: string } };
}
interface Changed {
  reviewQueueChanged: { cursor: string; reviewItem: { id: string; status: string; resultUrl: string } };
}

describe('following one’s notifications', () => {
  it('resumes after the cursor, live afterwards, without those of others', async () => {
    const caller = creator();
    const before = await logWrittenEvents(studio, 'notifications');
    await cancel(caller.subjectId!);
    await cancel(creator().subjectId!);
    await cancel(caller.subjectId!);
    await logWrittenEvents(studio, 'notifications');
    const feed = await open(caller, NOTIFICATIONS, { after: before.toString() });
    const first = await nextOf<Added>(feed);
    const second = await nextOf<Added>(feed);
    const live = nextOf<Added>(feed);
    await cancel(creator().subjectId!);
    await cancel(caller.subjectId!);
    await logWrittenEvents(studio, 'notifications');
    const third = await live;
    const cursors = [first, second, third].map(({ notificationAdded }) => Number(notificationAdded.cursor));
    expect(cursors.map((cursor) => cursor - Number(before))).toEqual([1, 3, 5]);
    expect(first.notificationAdded.notification.kind).toBe('RUN_CANCELLED');
    await feed.return();
  });

  it('ends at once although nothing comes', async () => {
    const feed = await open(creator(), NOTIFICATIONS);
    const waiting = feed.next();
    await new Promise(setImmediate);
    await feed.return();
    expect((await waiting).done).toBe(true);
  });

  it('is refused without a sign-in and with a foreign cursor', async () => {
    const { ANONYMOUS } = await import('@effect-studio/kernel/context');
    await expect(open(ANONYMOUS, NOTIFICATIONS)).rejects.toThrow(/Sign in first/);
    await expect(open(creator(), NOTIFICATIONS, { after: 'elsewhere' })).rejects.toThrow(/Cursor/);
  });
});

describe('following the review queue', () => {
  it('shows each change with the item as it then is', async () => {
    const reviewer = admin();
    const after = (await logWrittenEvents(studio, 'notifications')).toString();
    const submission = submissionOf();
    await studio.deliver('notifications', ApprovalRequested, submission.runId, { submission });
    await logWrittenEvents(studio, 'notifications');
    const feed = await open(reviewer, REVIEWS, { after });
    const { reviewItem } = (await nextOf<Changed>(feed)).reviewQueueChanged;
    expect(reviewItem).toMatchObject({ status: 'WAITING' });
    expect(reviewItem.resultUrl).toContain('X-Amz-Signature');
    await decideReview(studio.call('notifications', reviewer), {
      reviewItemId: reviewItem.id,
      decision: { kind: 'approve' },
      idempotencyKey: newId(),
    });
    await logWrittenEvents(studio, 'notifications');
    const decided = (await nextOf<Changed>(feed)).reviewQueueChanged.reviewItem;
    expect(decided).toMatchObject({ id: reviewItem.id, status: 'APPROVED' });
    await feed.return();
  });

  it('is refused to creators', async () => {
    await expect(open(creator(), REVIEWS)).rejects.toThrow(/may not/);
  });
});
