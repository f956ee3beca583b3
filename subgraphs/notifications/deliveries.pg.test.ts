import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { RunCancelled, RunFailed } from '@effect-studio/schema/events/orchestrator';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { inboxOf, noticesOf } from './test-inbox.ts';

interface Letter {
  personId: string;
  letterId: string;
  subject: string;
  text: string;
}

/** What identity answers, and which letters it was given. */
const letters: Letter[] = [];
let answer: { outcome: string; cause: string | null } | Error;
const graph: GraphClient = {
  ask: async <Data>(_call: unknown, _document: string, variables: object = {}) => {
    letters.push((variables as { input: Letter }).input);
    if (answer instanceof Error) throw answer;
    return { deliverLetter: answer } as Data;
  },
};

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph], { graph });
});
afterAll(() => studio.close());
beforeEach(() => {
  letters.length = 0;
  answer = { outcome: 'SENT', cause: null };
});

const fail = (ownerId: string) => {
  const run = { runId: newId(), ownerId };
  const refusal = { reason: 'ALL_FAILED', humanReadableCause: 'Cause.', suggestedAction: 'Do this.' };
  return studio.deliver('notifications', RunFailed, run.runId, { ...run, ...refusal, failedIn: 'RUNNING' });
};
const cancel = (ownerId: string) => {
  const run = { runId: newId(), ownerId, cancelledBy: ownerId };
  return studio.deliver('notifications', RunCancelled, run.runId, run);
};
const deliveriesOf = async (ownerId: string) => {
  const { rows } = await studio.ownerPool.query<{
    id: string;
    channel: string;
    state: string;
    attempts: number;
    last_error: string | null;
  }>(
    'select id, channel, state, attempts, last_error from notifications.delivery where owner_id = $1 order by id',
    [ownerId],
  );
  return rows;
};
const change = async (caller: ReturnType<typeof creator>, input: object) => {
  const { data, errors } = await studio.execute<{ changed: Record<string, unknown> }>(
    'notifications',
    caller,
    `mutation($input: ChangeNotificationSettingsInput!) { changed: changeNotificationSettings(input: $input) { __typename
       ... on NotificationSettings { locale kinds { kind channels } } ... on InvalidInput { field } } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
  expect(errors).toBeUndefined();
  return data!.changed;
};

describe('a notice', () => {
  it('goes to its owner by letter where that is on, with the delivery’s id', async () => {
    const caller = creator();
    await fail(caller.subjectId!);
    await cancel(caller.subjectId!);
    await studio.settle();
    const [delivery, ...others] = await deliveriesOf(caller.subjectId!);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ channel: 'EMAIL', state: 'SENT', attempts: 1, last_error: null });
    expect(letters).toEqual([
      expect.objectContaining({
        personId: caller.subjectId,
        letterId: delivery!.id,
        subject: 'Your run did not work out',
      }),
    ]);
    expect((await noticesOf(studio, caller)).map(({ kind }) => kind)).toEqual([
      'RUN_CANCELLED',
      'RUN_FAILED',
    ]);
  });

  it('speaks its owner’s language, and goes by the channels that they chose', async () => {
    const caller = creator();
    const changed = await change(caller, {
      locale: 'de',
      switches: [
        { kind: 'RUN_CANCELLED', channel: 'EMAIL', isOn: true },
        { kind: 'RUN_FAILED', channel: 'EMAIL', isOn: false },
        { kind: 'RUN_CANCELLED', channel: 'IN_APP', isOn: false },
      ],
    });
    expect(changed).toMatchObject({
      locale: 'de',
      kinds: expect.arrayContaining([
        { kind: 'RUN_CANCELLED', channels: ['EMAIL', 'WEB_PUSH'] },
        { kind: 'RUN_FAILED', channels: ['IN_APP', 'WEB_PUSH'] },
      ]),
    });
    await fail(caller.subjectId!);
    await cancel(caller.subjectId!);
    await studio.settle();
    expect(letters.map(({ subject }) => subject)).toEqual(['Dein Lauf wurde abgebrochen']);
    const inbox = await inboxOf(studio, caller);
    expect([inbox.unreadCount, inbox.edges.map(({ node }) => node.title)]).toEqual([
      1,
      ['Dein Lauf hat nicht geklappt'],
    ]);
  });

  it('is asked for in a language that nothing is written in: that is refused', async () => {
    expect(await change(creator(), { locale: 'xx' })).toEqual({
      __typename: 'InvalidInput',
      field: 'locale',
    });
  });
});

describe('a letter that does not get out', () => {
  it('is tried again after a wait, and arrives', async () => {
    const caller = creator();
    answer = new Error('the graph did not answer');
    await fail(caller.subjectId!);
    await studio.settle();
    expect(await deliveriesOf(caller.subjectId!)).toMatchObject([
      { state: 'WAITING', attempts: 1, last_error: 'the graph did not answer' },
    ]);
    answer = { outcome: 'SENT', cause: null };
    await studio.settle();
    expect(letters).toHaveLength(1);
    studio.clock.advance(30_000);
    await studio.settle();
    expect(letters.map(({ letterId }) => letterId)).toEqual(Array(2).fill(letters[0]!.letterId));
    expect(await deliveriesOf(caller.subjectId!)).toMatchObject([
      { state: 'SENT', attempts: 2, last_error: null },
    ]);
  });

  it('is given up in the end, is seen by admins, and is tried again when they say so', async () => {
    const caller = creator();
    answer = { outcome: 'NOT_TAKEN', cause: 'the box is full' };
    await fail(caller.subjectId!);
    for (let hour = 0; hour < 12; hour += 1) {
      await studio.settle();
      studio.clock.advance(3_600_000);
    }
    expect(letters).toHaveLength(6);
    const undelivered = async (who: ReturnType<typeof creator>) => {
      const { data, errors } = await studio.execute<{
        undeliveredNotices: { edges: { node: { id: string; lastError: string; owner: { id: string } } }[] };
      }>(
        'notifications',
        who,
        '{ undeliveredNotices { edges { node { id channel state attempts lastError owner { id } } } } }',
      );
      return errors
        ? String(errors[0]!.extensions!.code)
        : data!.undeliveredNotices.edges.map(({ node }) => node);
    };
    expect(await undelivered(caller)).toBe('FORBIDDEN');
    expect(await undelivered(admin(newId(), newId()))).toEqual([]);
    const dead = (await deliveriesOf(caller.subjectId!))[0]!;
    expect(await undelivered(admin())).toContainEqual({
      id: dead.id,
      channel: 'EMAIL',
      state: 'DEAD',
      attempts: 6,
      lastError: 'the box is full',
      owner: { id: caller.subjectId },
    });
    answer = { outcome: 'SENT', cause: null };
    const retry = async (idempotencyKey: string) => {
      const { data } = await studio.execute<{ retryDelivery: Record<string, unknown> }>(
        'notifications',
        admin(),
        'mutation($input: RetryDeliveryInput!) { retryDelivery(input: $input) { __typename ... on NoticeDelivery { state } } }',
        { input: { deliveryId: dead.id, idempotencyKey } },
      );
      return data!.retryDelivery;
    };
    expect(await retry(newId())).toEqual({ __typename: 'NoticeDelivery', state: 'WAITING' });
    expect(await retry(newId())).toEqual({ __typename: 'InvalidState' });
    await studio.settle();
    expect(await deliveriesOf(caller.subjectId!)).toMatchObject([{ state: 'SENT', attempts: 1 }]);
  });

  it('because there is no way to the person is nobody’s fault, and one that is refused is not repeated', async () => {
    const [without, refused] = [creator(), creator()];
    answer = { outcome: 'NO_ADDRESS', cause: null };
    await fail(without.subjectId!);
    await studio.settle();
    expect(await deliveriesOf(without.subjectId!)).toMatchObject([{ state: 'SKIPPED' }]);
    answer = { outcome: 'REFUSED', cause: '550 no such box' };
    await fail(refused.subjectId!);
    await studio.settle();
    expect(await deliveriesOf(refused.subjectId!)).toMatchObject([
      { state: 'DEAD', attempts: 1, last_error: '550 no such box' },
    ]);
  });

  it('left no dead letters of the bus in these tests', async () => {
    expect(await studio.deadLetters()).toEqual([]);
  });
});
