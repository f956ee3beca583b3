import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { TokensRefunded, TokensReserved } from '@effect-studio/schema/events/economics';
import { EffectPublished, EffectUnpublished } from '@effect-studio/schema/events/gallery';
import { VideoRejected } from '@effect-studio/schema/events/intake';
import { RunCancelled, RunExpired, RunFailed, RunRejected } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REFUND_PATIENCE_MS } from './domain/run-ending.ts';
import subgraph from './subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
});
afterAll(() => studio.close());

const INBOX = `query($first: Int, $after: Cursor) { notifications(first: $first, after: $after) {
  unreadCount pageInfo { endCursor hasNextPage } edges { cursor node { id kind title body readAt run { id } } } } }`;

interface Inbox {
  notifications: {
    unreadCount: number;
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
    edges: {
      cursor: string;
      node: {
        id: string;
        kind: string;
        title: string;
        body: string;
        readAt: string | null;
        run: { id: string } | null;
      };
    }[];
  };
}

const inboxOf = async (caller: ReturnType<typeof creator>, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await studio.execute<Inbox>('notifications', caller, INBOX, variables);
  expect(errors).toBeUndefined();
  return data!.notifications;
};
const noticesOf = async (caller: ReturnType<typeof creator>) =>
  (await inboxOf(caller)).edges.map(({ node }) => ({ kind: node.kind, body: node.body }));

/** A run of a new creator. */
function newRun() {
  const caller = creator();
  const run = { runId: newId(), ownerId: caller.subjectId! };
  const refusal = { reason: 'ALL_FAILED', humanReadableCause: 'Cause.', suggestedAction: 'Do this.' };
  const send = {
    reserved: (amountTokens = 30) =>
      studio.deliver('notifications', TokensReserved, run.runId, {
        ...run,
        reservationId: newId(),
        amountTokens,
      }),
    refunded: (kind: 'released' | 'refunded' = 'released', amountTokens = 30) =>
      studio.deliver('notifications', TokensRefunded, run.runId, {
        ...run,
        amountTokens,
        kind,
        reason: 'The run did not work out.',
      }),
    failed: (overrides: { failedIn?: 'RUNNING' | 'AWAITING_MEDIA'; causationId?: string } = {}) =>
      studio.deliver(
        'notifications',
        RunFailed,
        run.runId,
        { ...run, ...refusal, failedIn: overrides.failedIn ?? 'RUNNING' },
        { causationId: overrides.causationId ?? null },
      ),
    rejected: () => studio.deliver('notifications', RunRejected, run.runId, { ...run, ...refusal }),
    cancelled: () =>
      studio.deliver('notifications', RunCancelled, run.runId, { ...run, cancelledBy: run.ownerId }),
    expired: () =>
      studio.deliver('notifications', RunExpired, run.runId, { ...run, ...refusal, expiredIn: 'RUNNING' }),
  };
  return { caller, run, send };
}

describe('the notice about a run that ended', () => {
  it('is one, with its cause and the refund, when the refund follows', async () => {
    const { caller, run, send } = newRun();
    await send.reserved();
    await send.failed();
    expect(await noticesOf(caller)).toEqual([]);
    await send.refunded();
    expect(await noticesOf(caller)).toEqual([
      { kind: 'RUN_FAILED', body: 'Cause. 30 tokens went back to your wallet. Do this.' },
    ]);
    expect((await inboxOf(caller)).edges[0]!.node.run).toEqual({ id: run.runId });
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(caller)).toHaveLength(1);
  });

  it('is the same when the refund comes first', async () => {
    const { caller, send } = newRun();
    await send.reserved();
    await send.refunded('refunded');
    await send.rejected();
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(caller)).toEqual([
      { kind: 'RUN_REJECTED', body: 'Cause. 30 tokens went back to your wallet. Do this.' },
    ]);
  });

  it('goes out at once when nothing was reserved', async () => {
    const { caller, send } = newRun();
    await send.failed();
    expect(await noticesOf(caller)).toEqual([
      { kind: 'RUN_FAILED', body: 'Cause. You were not charged. Do this.' },
    ]);
  });

  it('does not wait for ever for a refund, and is not followed by a second notice', async () => {
    const { caller, send } = newRun();
    await send.reserved();
    await send.expired();
    studio.clock.advance(REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(caller)).toEqual([
      { kind: 'RUN_EXPIRED', body: 'Cause. The tokens set aside for it go back to your wallet. Do this.' },
    ]);
    await send.refunded();
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    expect(await noticesOf(caller)).toHaveLength(1);
  });

  it('speaks of a cancelled run too', async () => {
    const { caller, send } = newRun();
    await send.reserved(1);
    await send.cancelled();
    await send.refunded('released', 1);
    expect(await noticesOf(caller)).toEqual([
      { kind: 'RUN_CANCELLED', body: 'Its work was stopped. 1 token went back to your wallet.' },
    ]);
  });
});

describe('a refund without an ending', () => {
  it('is told when it was charged before, and only then', async () => {
    const [charged, released] = [newRun(), newRun()];
    await charged.send.refunded('refunded', 7);
    await released.send.refunded('released', 7);
    studio.clock.advance(10 * REFUND_PATIENCE_MS);
    await studio.runJobs('notifications');
    const [notice] = (await inboxOf(charged.caller)).edges;
    expect(notice!.node).toMatchObject({
      kind: 'TOKENS_REFUNDED',
      title: '7 tokens came back to your wallet',
    });
    expect(await noticesOf(released.caller)).toEqual([]);
  });
});

describe('a refused clip', () => {
  const refuse = (ownerId: string, id: string) =>
    studio.deliver(
      'notifications',
      VideoRejected,
      newId(),
      {
        videoId: newId(),
        ownerId,
        fileName: 'clip.mp4',
        reason: 'EMPTY',
        humanReadableCause: 'The file is empty.',
        suggestedAction: 'Send it again.',
      },
      { id },
    );

  it('and the run that fails because of it are one notice, whichever comes first', async () => {
    const [clipFirst, runFirst] = [newRun(), newRun()];
    const [first, second] = [newId(), newId()];
    await refuse(clipFirst.run.ownerId, first);
    await clipFirst.send.failed({ failedIn: 'AWAITING_MEDIA', causationId: first });
    await runFirst.send.failed({ failedIn: 'AWAITING_MEDIA', causationId: second });
    await refuse(runFirst.run.ownerId, second);
    expect(await noticesOf(clipFirst.caller)).toEqual([
      { kind: 'VIDEO_REJECTED', body: 'The file is empty. Send it again.' },
    ]);
    expect((await noticesOf(runFirst.caller)).map(({ kind }) => kind)).toEqual(['RUN_FAILED']);
  });

  it('of the platform itself is told to nobody', async () => {
    const before = (await studio.written('UserNotified.v1')).length;
    await refuse(SYSTEM_SUBJECT_ID, newId());
    expect((await studio.written('UserNotified.v1')).length).toBe(before);
  });
});

describe('news of the gallery', () => {
  it('names the effect and its price, and the reason when it is taken out', async () => {
    const { caller, run } = newRun();
    const effect = { ...run, effectId: newId(), title: 'Old film' };
    await studio.deliver('notifications', EffectPublished, run.runId, {
      ...effect,
      revisionId: 'a'.repeat(64),
      slug: 'old-film',
      effectTypeId: 'look-match',
      priceTokens: 30,
    });
    await studio.deliver('notifications', EffectUnpublished, effect.effectId, {
      ...effect,
      unpublishedBy: newId(),
      reason: 'Rights are unclear.',
    });
    const inbox = await inboxOf(caller);
    expect(inbox.edges.map(({ node }) => node.title)).toEqual([
      '“Old film” was taken out of the gallery',
      '“Old film” is in the gallery',
    ]);
    expect(inbox.edges[1]!.node.body).toContain('for 30 tokens');
  });
});

describe('an inbox', () => {
  it('writes one UserNotified per notification, on the person and in the trace of the run', async () => {
    const { caller, run } = newRun();
    const correlationId = newId();
    const refusal = { reason: 'X', humanReadableCause: 'C.', suggestedAction: 'S.' };
    const payload = { ...run, ...refusal, failedIn: 'RUNNING' as const };
    await studio.deliver('notifications', RunFailed, run.runId, payload, { correlationId });
    const events = (await studio.written('UserNotified.v1')).filter(
      (event) => event.aggregateId === caller.subjectId,
    );
    const [{ node }] = (await inboxOf(caller)).edges as [Inbox['notifications']['edges'][number]];
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      correlationId,
      payload: { notificationId: node.id, userId: caller.subjectId, kind: 'RUN_FAILED', runId: run.runId },
    });
  });

  it('pages by cursor, newest first', async () => {
    const caller = creator();
    for (let index = 0; index < 3; index += 1) {
      const payload = { runId: newId(), ownerId: caller.subjectId!, cancelledBy: caller.subjectId! };
      await studio.deliver('notifications', RunCancelled, payload.runId, payload);
    }
    const first = await inboxOf(caller, { first: 2 });
    const second = await inboxOf(caller, { first: 2, after: first.pageInfo.endCursor });
    expect([first.edges.length, first.pageInfo.hasNextPage, first.unreadCount]).toEqual([2, true, 3]);
    expect([second.edges.length, second.pageInfo.hasNextPage]).toEqual([1, false]);
    const ids = [...first.edges, ...second.edges].map(({ node }) => node.id);
    expect(new Set(ids).size).toBe(3);
    expect([...ids].sort().reverse()).toEqual(ids);
  });

  it('is seen and marked by its owner alone, not even by an admin', async () => {
    const { caller, send } = newRun();
    await send.cancelled();
    const { id } = (await inboxOf(caller)).edges[0]!.node;
    const MARK = `mutation($input: MarkNotificationReadInput!) { markNotificationRead(input: $input) {
      __typename ... on Notification { id readAt } } }`;
    const mark = async (who: ReturnType<typeof creator>, key = newId()) =>
      (
        await studio.execute<{ markNotificationRead: { __typename: string; readAt?: string } }>(
          'notifications',
          who,
          MARK,
          { input: { notificationId: id, idempotencyKey: key } },
        )
      ).data!.markNotificationRead;
    for (const stranger of [creator(), admin()]) {
      expect(await noticesOf(stranger)).toEqual([]);
      expect((await mark(stranger)).__typename).toBe('NotFound');
    }
    const key = newId();
    const read = await mark(caller, key);
    expect(read.readAt).toBe(studio.clock.now().toISOString());
    studio.clock.advance(1_000);
    expect(await mark(caller, key)).toEqual(read);
    expect(await mark(caller)).toEqual(read);
    expect((await inboxOf(caller)).unreadCount).toBe(0);
  });

  it('is closed to callers who are not signed in', async () => {
    const { ANONYMOUS } = await import('@effect-studio/kernel/context');
    const { errors } = await studio.execute('notifications', ANONYMOUS, INBOX);
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('left no dead letters in these tests', async () => {
    expect(await studio.deadLetters()).toEqual([]);
  });
});
