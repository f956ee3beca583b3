import { generateKeyPairSync } from 'node:crypto';
import identity from '@effect-studio/identity/subgraph';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { enrolMachine } from '@effect-studio/identity/use-cases/enrol-machine';
import { openSessionForIssuer } from '@effect-studio/identity/use-cases/open-session-for-issuer';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { ANONYMOUS } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';

export const identityCases: ContextCases = {
  context: 'identity',
  names: [
    'revokeSession',
    'revokeAllSessions',
    'issueEnrolmentToken',
    'revokeMachine',
    'rotateMachineKey',
    'editPartner',
    'setAdmin',
    'setMaker',
    'enrolMachine',
    'eraseMe',
    'erasePerson',
    'requestMyData',
  ],
  open: async (options) => {
    process.env.STUDIO_SECRET ??= 'idempotency-tests-idempotency-tests';
    const studio = await TestStudio.open([identity], options);
    const call = () => studio.call('identity');
    const person = async () => {
      const registration = { email: `${newId()}@example.org`, displayName: 'Anna', roles: [] };
      return (await registerPerson(call(), registration)).userId;
    };
    const allowed = async () => {
      const enrolmentToken = `enrol-${newId()}`;
      const grant = { name: 'rig', ownerId: await person(), scopes: ['agent:lease'] };
      await allowEnrolment(call(), { ...grant, token: enrolmentToken });
      const publicKeyJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      return { enrolmentToken, name: `rig ${newId()}`, publicKeyJwk };
    };
    const enrolled = async (kind: 'agent' | 'partner') => {
      const enrolmentToken = `enrol-${newId()}`;
      const scopes = kind === 'agent' ? ['agent:lease'] : ['media', 'runs:read'];
      await allowEnrolment(call(), {
        name: 'rig',
        ownerId: await person(),
        kind,
        scopes,
        token: enrolmentToken,
      });
      const publicKeyJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      const input = { enrolmentToken, name: `rig ${newId()}`, publicKeyJwk, idempotencyKey: newId() };
      const machine = await enrolMachine(call(), input);
      if (machine.__typename !== 'MachineEnrolment') throw new Error(machine.detail);
      return machine.clientId;
    };
    const registerAdmin = (userId: string) =>
      studio.ownerPool.query(`update identity.person set roles = '{user,admin}' where id = $1`, [userId]);
    const signedIn = async () => {
      const address = `${newId()}@example.org`;
      const account = { issuer: 'https://issuer.example', subject: address, email: address };
      const opened = await openSessionForIssuer(call(), { ...account, displayName: 'Anna', device: 'test' });
      if (isProblem(opened)) throw new Error(opened.detail);
      return opened;
    };
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        eraseMe: async () => {
          const userId = await person();
          return {
            caller: creator(userId),
            input: { confirmation: 'Anna' },
            otherInput: { confirmation: 'Anna ' },
            countEffects: eventCounter(studio, 'PersonErased.v1', userId),
          };
        },
        erasePerson: async () => {
          const userId = await person();
          return {
            caller: admin(),
            input: { userId, reason: 'By letter.' },
            otherInput: { userId: await person(), reason: 'By letter.' },
            countEffects: eventCounter(studio, 'PersonErased.v1', userId),
          };
        },
        requestMyData: async () => {
          const userId = await person();
          return {
            caller: creator(userId),
            input: {},
            otherInput: { modules: ['intake'] },
            countEffects: eventCounter(studio, 'PersonDataRequested.v1', userId),
          };
        },
        revokeSession: async () => {
          const { session, person: owner } = await signedIn();
          const ended = `select count(*) from bus.event where type = 'SessionRevoked.v1' and body -> 'payload' ->> 'sessionId' = $1`;
          return {
            caller: creator(owner.id),
            input: { sessionId: session.id },
            otherInput: { sessionId: newId() },
            countEffects: counter(studio, ended, [session.id]),
          };
        },
        revokeAllSessions: async () => {
          const { person: owner } = await signedIn();
          const ended = `select count(*) from bus.event where type = 'SessionRevoked.v1' and body -> 'payload' ->> 'userId' = $1`;
          return {
            caller: creator(owner.id),
            input: { keepsCurrent: false },
            otherInput: { keepsCurrent: true },
            countEffects: counter(studio, ended, [owner.id]),
          };
        },
        issueEnrolmentToken: async () => {
          const name = `rig ${newId()}`;
          const caller = admin(await person());
          return {
            caller,
            input: { name },
            otherInput: { name: 'another rig' },
            countEffects: counter(studio, 'select count(*) from identity.enrolment where name = $1', [name]),
          };
        },
        enrolMachine: async () => {
          const input = await allowed();
          const enrolled = `select count(*) from bus.event where type = 'MachineEnrolled.v1' and body -> 'payload' ->> 'name' = $1`;
          return {
            caller: ANONYMOUS,
            input,
            otherInput: await allowed(),
            countEffects: counter(studio, enrolled, [input.name]),
          };
        },
        rotateMachineKey: async () => {
          const clientId = await enrolled('agent');
          const count = 'select count(*) from identity.enrolment where rotates_client_id = $1';
          return {
            caller: admin(await person()),
            input: { clientId },
            otherInput: { clientId: await enrolled('agent') },
            countEffects: counter(studio, count, [clientId]),
          };
        },
        editPartner: async () => {
          const clientId = await enrolled('partner');
          const count = 'select version - 1 as count from identity.machine_client where id = $1';
          return {
            caller: admin(),
            input: { clientId, scopes: ['media'], quotaPerDay: 7 },
            otherInput: { clientId, scopes: ['media'], quotaPerDay: 8 },
            countEffects: counter(studio, count, [clientId]),
          };
        },
        setAdmin: async () => {
          const { session, person: owner } = await signedIn();
          const ended = `select count(*) from bus.event where type = 'SessionRevoked.v1' and body -> 'payload' ->> 'sessionId' = $1`;
          await registerAdmin(owner.id);
          return {
            caller: admin(),
            input: { userId: owner.id, isAdmin: false, reason: 'Left.' },
            otherInput: { userId: owner.id, isAdmin: false, reason: 'Moved.' },
            countEffects: counter(studio, ended, [session.id]),
          };
        },
        setMaker: async () => {
          const { session, person: owner } = await signedIn();
          const ended = `select count(*) from bus.event where type = 'SessionRevoked.v1' and body -> 'payload' ->> 'sessionId' = $1`;
          await studio.ownerPool.query(`update identity.person set roles = '{user,maker}' where id = $1`, [
            owner.id,
          ]);
          return {
            caller: admin(),
            input: { userId: owner.id, isMaker: false, reason: 'Left.' },
            otherInput: { userId: owner.id, isMaker: false, reason: 'Moved.' },
            countEffects: counter(studio, ended, [session.id]),
          };
        },
        revokeMachine: async () => {
          const machine = await enrolMachine(call(), { ...(await allowed()), idempotencyKey: newId() });
          if (machine.__typename !== 'MachineEnrolment') throw new Error(machine.detail);
          const { clientId } = machine;
          return {
            caller: admin(),
            input: { clientId, reason: 'Sold.' },
            otherInput: { clientId, reason: 'Stolen.' },
            countEffects: eventCounter(studio, 'MachineRevoked.v1', clientId),
          };
        },
      },
    };
  },
};
