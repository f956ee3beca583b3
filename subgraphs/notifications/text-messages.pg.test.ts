import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '@effect-studio/kernel/context';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { RunCancelled } from '@effect-studio/schema/events/orchestrator';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';

process.env.STUDIO_SECRET ??= 'notifications-tests-notifications-tests';
const NUMBER = '+4915112345678';
const graph: GraphClient = {
  ask: async <Data>() => ({ deliverLetter: { outcome: 'NO_ADDRESS', cause: null } }) as Data,
};
const messages: { to: string; text: string }[] = [];
const provider = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => {
    body += part.toString();
  });
  request.on('end', () => {
    messages.push(JSON.parse(body) as { to: string; text: string });
    response.writeHead(202).end();
  });
});

let studio: TestStudio;
beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  process.env.SMS_URL = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;
  studio = await TestStudio.open([subgraph], { graph });
});
afterAll(async () => {
  delete process.env.SMS_URL;
  provider.close();
  provider.closeAllConnections();
  await studio.close();
});
beforeEach(() => {
  messages.length = 0;
});

type Answer = Record<string, unknown> & { __typename: string };
const ask = async (caller: Caller, mutation: string, input: object): Promise<Answer> => {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
  const { data, errors } = await studio.execute<{ answer: Answer }>(
    'notifications',
    caller,
    `mutation($input: ${type}) { answer: ${mutation}(input: $input) { __typename
       ... on NotificationSettings { phone { masked isConfirmed } } ... on InvalidInput { field humanReadableCause } } }`,
    { input: { idempotencyKey: newId(), ...input } },
  );
  expect(errors).toBeUndefined();
  return data!.answer;
};
const setNumber = (caller: Caller, number: string | null = NUMBER) =>
  ask(caller, 'setPhoneNumber', { number });
const codeSent = () => /\b\d{6}\b/.exec(messages.at(-1)!.text)![0];
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');
const wantsCancellations = (caller: Caller) =>
  studio.execute(
    'notifications',
    caller,
    'mutation($input: ChangeNotificationSettingsInput!) { changeNotificationSettings(input: $input) { __typename } }',
    { input: { switches: [{ kind: 'RUN_CANCELLED', channel: 'SMS', isOn: true }], idempotencyKey: newId() } },
  );
const cancel = async (caller: Caller) => {
  const run = { runId: newId(), ownerId: caller.subjectId!, cancelledBy: caller.subjectId! };
  await studio.deliver('notifications', RunCancelled, run.runId, run);
  await studio.settle();
  return run.runId;
};

describe('a number', () => {
  it('gets news only when its owner has read a code from it, and where they switched that on', async () => {
    const caller = creator();
    expect(await setNumber(caller, '+49 (151) 123-45678')).toMatchObject({
      phone: { masked: '+49 … 678', isConfirmed: false },
    });
    await studio.settle();
    expect(messages).toEqual([expect.objectContaining({ to: NUMBER })]);
    const code = codeSent();
    await wantsCancellations(caller);
    await cancel(caller);
    expect(messages).toHaveLength(1);
    expect(await ask(caller, 'confirmPhoneNumber', { code })).toMatchObject({ phone: { isConfirmed: true } });
    const runId = await cancel(caller);
    expect(messages[1]).toMatchObject({
      to: NUMBER,
      text: `Your run was cancelled\nhttp://127.0.0.1:4001/#/runs/${runId}`,
    });
    expect(await setNumber(caller, null)).toMatchObject({ phone: null });
    await cancel(caller);
    expect(messages).toHaveLength(2);
  });

  it('is confirmed within five attempts and ten minutes only', async () => {
    const [guesser, late] = [creator(), creator()];
    await setNumber(guesser);
    await studio.settle();
    const code = codeSent();
    const guesses = Array.from({ length: 8 }, () =>
      ask(guesser, 'confirmPhoneNumber', { code: wrongFor(code) }),
    );
    await Promise.all(guesses);
    expect(await ask(guesser, 'confirmPhoneNumber', { code })).toMatchObject({
      __typename: 'InvalidInput',
      humanReadableCause: 'The code is too old, or was tried too often.',
    });
    await setNumber(late);
    await studio.settle();
    const tooLate = codeSent();
    studio.clock.advance(10 * 60_000);
    expect(await ask(late, 'confirmPhoneNumber', { code: tooLate })).toMatchObject({ field: 'code' });
  });

  it('is sent three codes an hour, also when it is taken out in between', async () => {
    const caller = creator();
    for (let time = 0; time < 3; time += 1) {
      expect((await setNumber(caller)).__typename).toBe('NotificationSettings');
      await setNumber(caller, null);
    }
    expect((await setNumber(caller)).__typename).toBe('InvalidState');
    studio.clock.advance(3_600_000);
    expect((await setNumber(caller)).__typename).toBe('NotificationSettings');
  });

  it('and its code stand nowhere in clear', async () => {
    const caller = creator();
    await setNumber(caller);
    await studio.settle();
    const { rows } = await studio.ownerPool.query<{ text: string }>(
      `select string_agg(t::text, ' ') as text from notifications.phone t`,
    );
    const { rows: keys } = await studio.ownerPool.query<{ text: string }>(
      `select string_agg(t::text, ' ') as text from notifications.idempotency t`,
    );
    expect(`${rows[0]!.text} ${keys[0]!.text}`).not.toMatch(new RegExp(`15112345678|${codeSent()}`));
  });

  it('left no dead letters of the bus in these tests', async () => {
    expect(await studio.deadLetters()).toEqual([]);
  });
});
