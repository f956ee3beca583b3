import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrustedDocuments } from '../../trusted-documents/trusted-documents.ts';
import { assertion, enrolMachine, requestToken } from '../harness/machines.ts';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

const ENROL =
  'mutation ($input: EnrolMachineInput!) { enrolMachine(input: $input) { ... on MachineEnrolment { clientId } } }';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.open({ mode: 'production', trustedDocuments: new TrustedDocuments([ENROL]) });
});
afterAll(() => gateway.stop());

/** Has an admin let a partner in, and the partner come. @returns its client id and what its requests carry */
async function partner(grant: { scopes?: string[]; quotaPerDay?: number } = {}) {
  const document = `mutation ($input: IssueEnrolmentTokenInput!) {
    issueEnrolmentToken(input: $input) { __typename ... on EnrolmentToken { token } ... on InvalidInput { field } } }`;
  const input = {
    name: 'Pixel Ltd',
    ownerId: gateway.anna.userId,
    kind: 'PARTNER',
    ...grant,
    idempotencyKey: newId(),
  };
  const issued = await gateway.studio.execute('identity', admin(), document, { input });
  const { token } = (issued.data as { issueEnrolmentToken: { token: string } }).issueEnrolmentToken;
  const machine = await enrolMachine(gateway, token);
  const { access_token, scope } = await requestToken(gateway, await assertion(gateway, machine));
  return { clientId: machine.clientId, scope, bearer: { authorization: `Bearer ${String(access_token)}` } };
}

describe('a partner', () => {
  it('comes by its own key, acts for its owner within its scopes, and may ask what it likes', async () => {
    const { bearer, scope } = await partner();
    expect(scope).toBe('media runs:read runs:write');
    const answer = await gateway.query('{ whoAmI runs { id owner { displayName } } }', bearer);
    expect(answer.data).toMatchObject({
      whoAmI: { kind: 'machine', subjectId: gateway.anna.userId, roles: ['partner'] },
      runs: [{ owner: { displayName: 'Anna' } }, {}, {}],
    });
    expect((await gateway.query('{ adminsOnly }', bearer)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    // Nobody else may ask what is not known.
    expect((await gateway.query('{ whoAmI }')).status).toBe(403);
  });

  it('may introspect, and finds its own contract', async () => {
    const { bearer } = await partner();
    const { status, data } = await gateway.query(getIntrospectionQuery(), bearer);
    expect(status).toBe(200);
    const names = (data!.__schema as { types: { name: string }[] }).types.map(({ name }) => name);
    expect(names).toContain('Run');
    for (const hidden of ['MachineClient', 'SessionIdentity', 'Session', 'EnrolmentToken']) {
      expect(names).not.toContain(hidden);
    }
  });

  it('is refused beyond its quota of a day, with the number and when to come back', async () => {
    const { bearer } = await partner({ quotaPerDay: 3 });
    for (let count = 0; count < 3; count += 1)
      expect((await gateway.query('{ whoAmI }', bearer)).status).toBe(200);
    const refused = await gateway.query('{ whoAmI }', bearer);
    expect(refused).toMatchObject({
      status: 429,
      errors: [{ extensions: { code: 'RATE_LIMITED', limit: 3, retryAfterSeconds: expect.any(Number) } }],
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await gateway.query('{ whoAmI }', (await partner()).bearer)).status).toBe(200);
  });

  it('cannot be given what is for agents or admins', async () => {
    const document =
      'mutation ($input: IssueEnrolmentTokenInput!) { issueEnrolmentToken(input: $input) { ... on InvalidInput { field } } }';
    for (const scopes of [['admin'], ['agent:lease'], ['user'], ['internal'], []]) {
      const input = { name: 'Pixel Ltd', kind: 'PARTNER', scopes, idempotencyKey: newId() };
      const { data } = await gateway.studio.execute('identity', admin(), document, { input });
      expect(data).toEqual({ issueEnrolmentToken: { field: 'scopes' } });
    }
  });

  it('is nobody within seconds after an admin revoked it', async () => {
    const { bearer, clientId } = await partner();
    expect((await gateway.query('{ whoAmI }', bearer)).status).toBe(200);
    const document = 'mutation ($input: RevokeMachineInput!) { revokeMachine(input: $input) { __typename } }';
    const input = { clientId, reason: 'left', idempotencyKey: newId() };
    await gateway.studio.execute('identity', admin(), document, { input });
    await eventually(async () => (await gateway.query('{ whoAmI }', bearer)).status === 401);
  });
});
