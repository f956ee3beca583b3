import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open();
});
afterAll(() => gateway.stop());

interface Machine {
  clientId: string;
  privateKey: KeyObject;
}

async function enrolled(): Promise<Machine> {
  const token = `enrolment-${newId()}`;
  const owner = { ownerId: gateway.anna.userId, name: 'rig', scopes: ['agent:lease'] };
  await allowEnrolment(gateway.studio.call('identity'), { token, ...owner });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const input = {
    enrolmentToken: token,
    name: 'rig 1',
    publicKeyJwk: publicKey.export({ format: 'jwk' }),
    idempotencyKey: newId(),
  };
  const { data } = await gateway.query(
    'mutation ($input: EnrolMachineInput!) { enrolMachine(input: $input) { ... on MachineEnrolment { clientId } } }',
    {},
    { input },
  );
  return { clientId: (data!.enrolMachine as { clientId: string }).clientId, privateKey };
}

interface AssertionChanges {
  audience?: string;
  expiresInSeconds?: number;
  privateKey?: KeyObject;
}

function assertion({ clientId, privateKey }: Machine, changes: AssertionChanges = {}): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return new SignJWT({})
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(changes.audience ?? gateway.url('/oauth/token'))
    .setJti(newId())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + (changes.expiresInSeconds ?? 60))
    .sign(changes.privateKey ?? privateKey);
}

type TokenAnswer = Record<string, string | number | undefined>;

async function requestToken(client_assertion: string, scope?: string): Promise<TokenAnswer> {
  const response = await fetch(gateway.url('/oauth/token'), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...(scope ? { scope } : {}),
    }),
  });
  return { status: response.status, ...((await response.json()) as TokenAnswer) };
}

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
