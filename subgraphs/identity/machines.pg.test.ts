import { generateKeyPairSync } from 'node:crypto';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { describe, expect, it } from 'vitest';
import {
  dump,
  enrol,
  enrolmentToken,
  knownMachine,
  openStudio,
  publicKey,
  registered,
  studio,
} from './testing/identity-studio.ts';

openStudio();

describe('a machine', () => {
  it('enrols once per token, and gets its first answer again with the same key', async () => {
    const token = await enrolmentToken();
    const key = publicKey();
    const first = await enrol(token, key);
    expect(first).toMatchObject({ __typename: 'MachineEnrolment', scopes: ['agent:lease'] });
    expect(await enrol(token, key)).toEqual(first);
    expect(await enrol(token, publicKey())).toMatchObject({ field: 'enrolmentToken' });
    expect(await knownMachine(first.clientId!)).toMatchObject({
      scopes: ['agent:lease'],
      publicKeyJwk: { x: key.x },
    });
  });

  it('is refused with a key that carries its private half', async () => {
    const pair = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    expect(await enrol(await enrolmentToken(), pair)).toMatchObject({ field: 'publicKeyJwk' });
  });

  it('is unknown once an admin revoked it', async () => {
    const { clientId } = await enrol(await enrolmentToken(), publicKey());
    const document =
      'mutation ($input: RevokeMachineInput!) { revokeMachine(input: $input) { __typename ... on MachineClient { revokedAt owner { displayName } } } }';
    const input = { clientId, reason: 'stolen', idempotencyKey: newId() };
    const refused = await studio.execute('identity', creator(), document, { input });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const done = await studio.execute('identity', admin(), document, { input });
    expect(done.data).toMatchObject({
      revokeMachine: { revokedAt: expect.any(String), owner: { displayName: 'Anna' } },
    });
    expect(await knownMachine(clientId!)).toBeNull();
    const events = await studio.written('MachineRevoked.v1');
    expect(events.some((event) => event.aggregateId === clientId)).toBe(true);
  });

  it('enrols with a token that an admin issued, which a repetition answers again', async () => {
    const { userId } = await registered();
    const document =
      'mutation ($input: IssueEnrolmentTokenInput!) { issueEnrolmentToken(input: $input) { ... on EnrolmentToken { token } } }';
    const input = { name: 'rig 7', ownerId: userId, idempotencyKey: newId() };
    const answers = [];
    const caller = admin();
    for (let time = 0; time < 2; time += 1) {
      answers.push((await studio.execute('identity', caller, document, { input })).data);
    }
    expect(answers[0]).toEqual(answers[1]);
    const { token } = (answers[0] as { issueEnrolmentToken: { token: string } }).issueEnrolmentToken;
    expect(await enrol(token, publicKey())).toMatchObject({ __typename: 'MachineEnrolment' });
    expect(await dump()).not.toContain(token);
  });
});

describe('a partner’s program', () => {
  const ISSUE =
    'mutation ($input: IssueEnrolmentTokenInput!) { issueEnrolmentToken(input: $input) { ... on EnrolmentToken { token } } }';
  const ROTATE =
    'mutation ($input: RotateMachineKeyInput!) { rotateMachineKey(input: $input) { __typename ... on EnrolmentToken { token } } }';
  const EDIT = `mutation ($input: EditPartnerInput!) { editPartner(input: $input) {
    __typename ... on MachineClient { scopes quotaPerDay } ... on InvalidInput { field } } }`;
  const run = async (document: string, input: object, caller = admin()) =>
    Object.values(
      (
        await studio.execute<Record<string, Record<string, string>>>('identity', caller, document, {
          input: { idempotencyKey: newId(), ...input },
        })
      ).data!,
    )[0]!;
  async function enrolled() {
    const { userId } = await registered();
    const grant = { kind: 'PARTNER', scopes: ['media', 'runs:read'], quotaPerDay: 500 };
    const { token } = await run(ISSUE, { name: 'shop', ownerId: userId, ...grant });
    const key = publicKey();
    const { clientId } = await enrol(token!, key);
    return { clientId: clientId!, key };
  }

  it('gets another key in place of its own, once; it stays the same program, and the old key is unknown', async () => {
    const { clientId, key } = await enrolled();
    const input = { clientId, idempotencyKey: newId() };
    const caller = admin();
    const { token } = await run(ROTATE, input, caller);
    expect((await run(ROTATE, input, caller)).token).toBe(token);
    // Until the new key is there, the old one works.
    expect(await knownMachine(clientId)).toMatchObject({ publicKeyJwk: { x: key.x } });
    const next = publicKey();
    const done = await enrol(token!, next);
    expect(done).toMatchObject({ __typename: 'MachineEnrolment', clientId, scopes: ['media', 'runs:read'] });
    expect(await enrol(token!, next)).toEqual(done);
    expect(await knownMachine(clientId)).toMatchObject({ publicKeyJwk: { x: next.x } });
    expect(await enrol(token!, publicKey())).toMatchObject({ field: 'enrolmentToken' });
    expect(await dump()).not.toContain(token);
  });

  it('gets no key that another machine has, and none when it was revoked meanwhile', async () => {
    const [first, second] = [await enrolled(), await enrolled()];
    const { token } = await run(ROTATE, { clientId: first.clientId });
    expect(await enrol(token!, second.key)).toMatchObject({ field: 'publicKeyJwk' });
    await run('mutation ($input: RevokeMachineInput!) { revokeMachine(input: $input) { __typename } }', {
      clientId: first.clientId,
      reason: 'leaked',
    });
    expect(await enrol(token!, publicKey())).toMatchObject({ field: 'enrolmentToken' });
    expect(await run(ROTATE, { clientId: first.clientId })).toEqual({ __typename: 'NotFound' });
  });

  it('has its scopes and its quota changed, but is given none that partners cannot have', async () => {
    const { clientId } = await enrolled();
    expect(await run(EDIT, { clientId, scopes: ['runs:read'], quotaPerDay: 9 })).toEqual({
      __typename: 'MachineClient',
      scopes: ['runs:read'],
      quotaPerDay: 9,
    });
    expect(await knownMachine(clientId)).toMatchObject({ scopes: ['runs:read'] });
    expect(await run(EDIT, { clientId, scopes: ['agent:lease'], quotaPerDay: 9 })).toMatchObject({
      field: 'scopes',
    });
    expect(await run(EDIT, { clientId, scopes: ['media'], quotaPerDay: 0 })).toMatchObject({
      field: 'quotaPerDay',
    });
    const { clientId: agentId } = await enrol(await enrolmentToken(), publicKey());
    expect(await run(EDIT, { clientId: agentId, scopes: ['media'], quotaPerDay: 9 })).toEqual({
      __typename: 'NotFound',
    });
  });

  it('is an admin’s to change', async () => {
    const { clientId } = await enrolled();
    const input = { clientId, idempotencyKey: newId() };
    const refusals = await Promise.all([
      studio.execute('identity', creator(), ROTATE, { input }),
      studio.execute('identity', creator(), EDIT, { input: { ...input, scopes: ['media'], quotaPerDay: 1 } }),
    ]);
    expect(refusals.map(({ errors }) => errors?.[0]?.extensions?.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });
});
