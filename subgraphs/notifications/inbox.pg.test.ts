import { ANONYMOUS } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { TokensRunningLow } from '@effect-studio/schema/events/economics';
import { EffectPublished, EffectUnpublished } from '@effect-studio/schema/events/gallery';
import { RunCancelled, RunFailed } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { type Inbox, inboxOf, newRun, noticesOf } from './test-inbox.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
});
afterAll(() => studio.close());

describe('news of the gallery', () => {
  it('names the effect and its price, and the reason when it is taken out', async () => {
    const { caller, run } = newRun(studio);
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
    const inbox = await inboxOf(studio, caller);
    expect(inbox.edges.map(({ node }) => node.title)).toEqual([
      '“Old film” was taken out of the gallery',
      '“Old film” is in the gallery',
    ]);
    expect(inbox.edges[1]!.node.body).toContain('for 30 tokens');
  });
});

describe('tokens that run low', () => {
  it('are told to their owner once per episode, with how long they last', async () => {
    const { caller } = newRun(studio);
    const ownerId = caller.subjectId!;
    const low = { bottleneckId: newId(), ownerId, availableTokens: 40, hoursLeft: 5.6 };
    await studio.deliver('notifications', TokensRunningLow, ownerId, low);
    await studio.deliver('notifications', TokensRunningLow, ownerId, { ...low, availableTokens: 30 });
    const { edges } = await inboxOf(studio, caller);
    expect(edges.map(({ node }) => node.title)).toEqual(['Your tokens are running low']);
    expect(edges[0]!.node.body).toContain('You have 40 tokens left, which last about 6 hours');
  });
});

describe('an inbox', () => {
  it('writes one UserNotified per notification, on the person and in the trace of the run', async () => {
    const { caller, run } = newRun(studio);
    const correlationId = newId();
    const refusal = { reason: 'X', humanReadableCause: 'C.', suggestedAction: 'S.' };
    const payload = { ...run, ...refusal, failedIn: 'RUNNING' as const };
    await studio.deliver('notifications', RunFailed, run.runId, payload, { correlationId });
    const events = (await studio.written('UserNotified.v1')).filter(
      (event) => event.aggregateId === caller.subjectId,
    );
    const [{ node }] = (await inboxOf(studio, caller)).edges as [Inbox['notifications']['edges'][number]];
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
    const first = await inboxOf(studio, caller, { first: 2 });
    const second = await inboxOf(studio, caller, { first: 2, after: first.pageInfo.endCursor });
    expect([first.edges.length, first.pageInfo.hasNextPage, first.unreadCount]).toEqual([2, true, 3]);
    expect([second.edges.length, second.pageInfo.hasNextPage]).toEqual([1, false]);
    const ids = [...first.edges, ...second.edges].map(({ node }) => node.id);
    expect(new Set(ids).size).toBe(3);
    expect([...ids].sort().reverse()).toEqual(ids);
  });

  it('is seen and marked by its owner alone, not even by an admin', async () => {
    const { caller, send } = newRun(studio);
    await send.cancelled();
    const { id } = (await inboxOf(studio, caller)).edges[0]!.node;
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
      expect(await noticesOf(studio, stranger)).toEqual([]);
      expect((await mark(stranger)).__typename).toBe('NotFound');
    }
    const key = newId();
    const read = await mark(caller, key);
    expect(read.readAt).toBe(studio.clock.now().toISOString());
    studio.clock.advance(1_000);
    expect(await mark(caller, key)).toEqual(read);
    expect(await mark(caller)).toEqual(read);
    expect((await inboxOf(studio, caller)).unreadCount).toBe(0);
  });

  it('is closed to callers who are not signed in', async () => {
    const { errors } = await studio.execute('notifications', ANONYMOUS, '{ notifications { unreadCount } }');
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  });

  it('left no dead letters in these tests', async () => {
    expect(await studio.deadLetters()).toEqual([]);
  });
});
