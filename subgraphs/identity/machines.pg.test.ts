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
