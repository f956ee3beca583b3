import { createECDH } from 'node:crypto';
import type { Caller } from '@effect-studio/kernel/context';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { RunCancelled } from '@effect-studio/schema/events/orchestrator';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { Browser, PushService, vapidClaims } from './testing/push-service.ts';

const keys = createECDH('prime256v1');
keys.generateKeys();
const VAPID = {
  VAPID_PUBLIC_KEY: keys.getPublicKey('base64url'),
  VAPID_PRIVATE_KEY: Buffer.from(keys.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url'),
  VAPID_SUBJECT: 'mailto:studio@example.org',
  NOTIFICATIONS_PUSH_HOSTS: '127.0.0.1',
};
const graph: GraphClient = {
  ask: async <Data>() => ({ deliverLetter: { outcome: 'NO_ADDRESS', cause: null } }) as Data,
};

let studio: TestStudio;
const service = new PushService();
beforeAll(async () => {
  Object.assign(process.env, VAPID);
  await service.open();
  studio = await TestStudio.open([subgraph], { graph });
});
afterAll(async () => {
  service.close();
  for (const name of Object.keys(VAPID)) delete process.env[name];
  await studio.close();
});
beforeEach(() => {
  service.pushes.length = 0;
  service.status = 201;
});

const browser = () => new Browser(`${service.origin}/push/${newId()}`);
const add = async (caller: Caller, target: object) => {
  const { data, errors } = await studio.execute<{
    added: { __typename: string; id?: string; field?: string };
  }>(
    'notifications',
    caller,
    `mutation($input: AddPushDeviceInput!) { added: addPushDevice(input: $input) { __typename
       ... on PushDevice { id } ... on InvalidInput { field } } }`,
    { input: { device: 'Firefox', idempotencyKey: newId(), ...target } },
  );
  expect(errors).toBeUndefined();
  return data!.added;
};
const devicesOf = async (caller: Caller) => {
  const { data } = await studio.execute<{
    notificationSettings: { pushKey: string; pushDevices: { id: string }[] };
  }>('notifications', caller, '{ notificationSettings { pushKey pushDevices { id device fingerprint } } }');
  return data!.notificationSettings;
};
const cancel = async (caller: Caller) => {
  const run = { runId: newId(), ownerId: caller.subjectId!, cancelledBy: caller.subjectId! };
  await studio.deliver('notifications', RunCancelled, run.runId, run);
  await studio.settle();
  return run.runId;
};
const pushStates = async (caller: Caller) => {
  const { rows } = await studio.ownerPool.query<{ state: string; last_error: string | null }>(
    `select state, last_error from notifications.delivery where owner_id = $1 and channel = 'WEB_PUSH' order by id`,
    [caller.subjectId],
  );
  return rows;
};

describe('a push', () => {
  it('reaches every device of its owner, is read by that device alone, and is signed by this studio', async () => {
    const [caller, first, second] = [creator(), browser(), browser()];
    await add(caller, first.toJSON());
    await add(caller, second.toJSON());
    const runId = await cancel(caller);
    expect(service.pushes).toHaveLength(2);
    for (const one of [first, second]) {
      const got = service.pushes.find(({ path }) => one.endpoint.endsWith(path))!;
      expect(got.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400' });
      const { title, url } = JSON.parse(one.read(got.body)) as { title: string; url: string };
      expect([title, url]).toEqual(['Your run was cancelled', `http://127.0.0.1:4001/#/runs/${runId}`]);
      expect(got.body.toString('latin1')).not.toContain('cancelled');
      const other = one === first ? second : first;
      expect(() => other.read(got.body)).toThrow();
      const { key, claims } = vapidClaims(got.headers.authorization!);
      expect(key).toBe(VAPID.VAPID_PUBLIC_KEY);
      expect(claims).toMatchObject({ aud: service.origin, sub: 'mailto:studio@example.org' });
    }
    expect((await pushStates(caller)).map(({ state }) => state)).toEqual(['SENT', 'SENT']);
  });

  it.each([404, 410])('to a device that is gone (%i) forgets the device', async (status) => {
    const caller = creator();
    await add(caller, browser().toJSON());
    service.status = status;
    await cancel(caller);
    expect((await devicesOf(caller)).pushDevices).toEqual([]);
    expect(await pushStates(caller)).toMatchObject([{ state: 'SKIPPED' }]);
  });

  it('comes no sooner than the service asks for by Retry-After', async () => {
    const caller = creator();
    await add(caller, browser().toJSON());
    service.status = 429;
    service.headers = { 'retry-after': '300' };
    await cancel(caller);
    service.status = 201;
    service.headers = {};
    studio.clock.advance(299_000);
    await studio.settle();
    expect(await pushStates(caller)).toMatchObject([{ state: 'WAITING' }]);
    studio.clock.advance(1_000);
    await studio.settle();
    expect(await pushStates(caller)).toMatchObject([{ state: 'SENT' }]);
  });

  it('that the service does not take now comes later, and one that it refuses does not', async () => {
    const [busy, refused] = [creator(), creator()];
    await add(busy, browser().toJSON());
    service.status = 429;
    await cancel(busy);
    expect(await pushStates(busy)).toMatchObject([{ state: 'WAITING' }]);
    service.status = 201;
    studio.clock.advance(10_000);
    await studio.settle();
    expect(await pushStates(busy)).toMatchObject([{ state: 'SENT' }]);
    const [topic, again] = service.pushes.map(({ headers }) => headers.topic);
    expect(again).toBe(topic);
    await add(refused, browser().toJSON());
    service.status = 403;
    await cancel(refused);
    expect(await pushStates(refused)).toMatchObject([
      { state: 'DEAD', last_error: 'The push service of 127.0.0.1 answered 403.' },
    ]);
  });
});

describe('the devices of a person', () => {
  it('are told with the key to subscribe by, and no address', async () => {
    const caller = creator();
    const added = await add(caller, browser().toJSON());
    expect(await devicesOf(caller)).toEqual({
      pushKey: VAPID.VAPID_PUBLIC_KEY,
      pushDevices: [
        { id: added.id, device: 'Firefox', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
    });
  });

  it('are whose who signed in there last', async () => {
    const [before, now, shared] = [creator(), creator(), browser()];
    await add(before, shared.toJSON());
    await add(now, shared.toJSON());
    expect((await devicesOf(before)).pushDevices).toEqual([]);
    await cancel(before);
    expect(service.pushes).toEqual([]);
    await cancel(now);
    expect(service.pushes).toHaveLength(1);
  });

  it('are not to be removed by others', async () => {
    const [caller, stranger] = [creator(), creator()];
    const { id } = await add(caller, browser().toJSON());
    const remove = async (who: Caller) => {
      const { data } = await studio.execute<{ removePushDevice: { __typename: string } }>(
        'notifications',
        who,
        'mutation($input: RemovePushDeviceInput!) { removePushDevice(input: $input) { __typename } }',
        { input: { deviceId: id, idempotencyKey: newId() } },
      );
      return data!.removePushDevice.__typename;
    };
    expect(await remove(stranger)).toBe('NotFound');
    expect(await remove(caller)).toBe('PushDeviceRemoval');
    expect((await devicesOf(caller)).pushDevices).toEqual([]);
  });

  it('have addresses of push services only', async () => {
    const target = { ...browser().toJSON(), endpoint: 'https://169.254.169.254/latest/meta-data' };
    expect(await add(creator(), target)).toEqual({ __typename: 'InvalidInput', field: 'endpoint' });
  });

  it('left no dead letters of the bus in these tests', async () => {
    expect(await studio.deadLetters()).toEqual([]);
  });
});
