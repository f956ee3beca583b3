import { generateKeyPairSync } from 'node:crypto';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AssertionChanges,
  requestToken as askForToken,
  type EnrolledMachine,
  enrolMachine,
  assertion as signAssertion,
  type TokenAnswer,
} from '../harness/machines.ts';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open();
});
afterAll(() => gateway.stop());

async function enrolled(): Promise<EnrolledMachine> {
  const token = `enrolment-${newId()}`;
  const owner = { ownerId: gateway.anna.userId, name: 'rig', scopes: ['agent:lease'] };
  await allowEnrolment(gateway.studio.call('identity'), { token, ...owner });
  return enrolMachine(gateway, token);
}

const assertion = (machine: EnrolledMachine, changes: AssertionChanges = {}): Promise<string> =>
  signAssertion(gateway, machine, changes);
const requestToken = (given: string, scope?: string): Promise<TokenAnswer> =>
  askForToken(gateway, given, scope);

describe('a machine', () => {
  it('gets a token for ten minutes against its own signature, and is known by it', async () => {
    const machine = await enrolled();
    const granted = await requestToken(await assertion(machine));
    expect(granted).toMatchObject({
      status: 200,
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'agent:lease',
    });
    const { data } = await gateway.query('{ whoAmI }', { authorization: `Bearer ${granted.access_token}` });
    expect(data!.whoAmI).toMatchObject({
      kind: 'machine',
      subjectId: machine.clientId,
      scopes: ['agent:lease'],
      roles: ['agent'],
    });
  });

  it('is refused with another key, another audience, an expired or a long-lived assertion', async () => {
    const machine = await enrolled();
    const { privateKey } = generateKeyPairSync('ed25519');
    const changes: AssertionChanges[] = [
      { privateKey },
      { audience: 'https://elsewhere.example/oauth/token' },
      { expiresInSeconds: -120 },
      { expiresInSeconds: 3_600 },
    ];
    for (const change of changes) {
      const answer = await requestToken(await assertion(machine, change));
      expect(answer, JSON.stringify(change)).toMatchObject({ status: 401, error: 'invalid_client' });
    }
  });

  it('whose clock is half a minute late is served', async () => {
    const machine = await enrolled();
    expect((await requestToken(await assertion(machine, { expiresInSeconds: -30 }))).status).toBe(200);
  });

  it('is refused when its assertion was seen before', async () => {
    const once = await assertion(await enrolled());
    const answers = await Promise.all([requestToken(once), requestToken(once)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('is refused a scope that it does not have', async () => {
    const answer = await requestToken(await assertion(await enrolled()), 'admin');
    expect(answer).toMatchObject({ status: 400, error: 'invalid_scope' });
  });

  it('that was revoked gets no token, and its old one is worthless within seconds', async () => {
    const machine = await enrolled();
    const { access_token } = await requestToken(await assertion(machine));
    const authorization = `Bearer ${access_token}`;
    expect((await gateway.query('{ whoAmI }', { authorization })).status).toBe(200);
    const input = { clientId: machine.clientId, reason: 'sold', idempotencyKey: newId() };
    await gateway.studio.execute(
      'identity',
      admin(),
      'mutation ($input: RevokeMachineInput!) { revokeMachine(input: $input) { __typename } }',
      { input },
    );
    expect((await requestToken(await assertion(machine))).status).toBe(401);
    await eventually(async () => (await gateway.query('{ whoAmI }', { authorization })).status === 401);
  });
});

it('grants nothing but client credentials', async () => {
  const response = await fetch(gateway.url('/oauth/token'), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password' }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
});
