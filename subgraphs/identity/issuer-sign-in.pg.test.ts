import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { admin } from '@effect-studio/testing/callers';
import { afterEach, describe, expect, it } from 'vitest';
import { call, dump, lookUp, newAddress, openStudio, registered, studio } from './testing/identity-studio.ts';
import { endIssuerSessions } from './use-cases/end-issuer-sessions.ts';
import type { OpenedSession } from './use-cases/open-session.ts';
import { type IssuerSignIn, openSessionForIssuer } from './use-cases/open-session-for-issuer.ts';

openStudio();
afterEach(() => {
  delete process.env.ADMIN_EMAILS;
});

const newcomer = (changes: Partial<IssuerSignIn> = {}): IssuerSignIn => ({
  issuer: 'https://id.example.org',
  subject: `subject-${newId()}`,
  email: newAddress(),
  displayName: 'Zoë',
  device: 'Firefox',
  ...changes,
});

async function opened(input: IssuerSignIn): Promise<OpenedSession> {
  const result = await openSessionForIssuer(call(), input);
  if (isProblem(result)) throw new Error(result.detail);
  return result as OpenedSession;
}

it('registers an account once, also when it signs in twice at the same time', async () => {
  const input = newcomer();
  const [first, second] = await Promise.all([opened(input), opened(input)]);
  expect(first.person.id).toBe(second.person.id);
  expect(first.token).not.toBe(second.token);
  expect(await lookUp(first.token)).toMatchObject({ userId: first.person.id, roles: ['user'] });
  const events = await studio.written('PersonRegistered.v1');
  expect(events.filter((event) => event.aggregateId === first.person.id)).toHaveLength(1);
});

it('tells equal subjects of two issuers apart, and one person may have both', async () => {
  const here = newcomer();
  const elsewhere = { ...here, issuer: 'https://login.example.net' };
  const { person } = await opened(here);
  expect((await opened({ ...elsewhere, email: newAddress() })).person.id).not.toBe(person.id);
  expect((await opened({ ...elsewhere, subject: newId() })).person.id).toBe(person.id);
});

it('gives an address that went to another account at the issuer no way into its former holder’s studio', async () => {
  const { email } = await registered();
  await opened(newcomer({ email }));
  expect(await openSessionForIssuer(call(), newcomer({ email }))).toMatchObject({
    __typename: 'InvalidInput',
    field: 'email',
  });
});

it('makes admins of newcomers that the studio names, however their addresses are written', async () => {
  const input = newcomer();
  process.env.ADMIN_EMAILS = `no address, ${input.email.toUpperCase()}`;
  expect((await opened(input)).person.roles).toEqual(['user', 'admin']);
  expect((await opened(newcomer())).person.roles).toEqual(['user']);
});

it('makes and unmakes admins at later sign-ins, for the sessions that are open, too', async () => {
  const input = newcomer();
  process.env.ADMIN_EMAILS = 'boss@example.org';
  const first = await opened(input);
  expect(await lookUp(first.token)).toMatchObject({ roles: ['user'], scopes: ['user'] });
  process.env.ADMIN_EMAILS = `boss@example.org, ${input.email}`;
  expect((await opened(input)).person.roles).toEqual(['user', 'admin']);
  expect(await lookUp(first.token)).toMatchObject({ roles: ['user', 'admin'], scopes: ['user', 'admin'] });
  // The issuer gave them another address, which nobody named: what is open as an admin's ends.
  expect((await opened({ ...input, email: newAddress() })).person.roles).toEqual(['user']);
  expect(await lookUp(first.token)).toBeNull();
  // Where nobody is named, nothing is said about who is an admin.
  await opened(input);
  delete process.env.ADMIN_EMAILS;
  expect((await opened({ ...input, email: newAddress() })).person.roles).toEqual(['user', 'admin']);
});

it('makes and unmakes admins by what the issuer’s claims say, and keeps those that the studio names', async () => {
  const input = newcomer();
  expect((await opened({ ...input, isAdmin: true })).person.roles).toEqual(['user', 'admin']);
  // Nothing is said: nothing changes.
  expect((await opened(input)).person.roles).toEqual(['user', 'admin']);
  const { token, person } = await opened({ ...input, isAdmin: false });
  expect(person.roles).toEqual(['user']);
  expect(await lookUp(token)).toMatchObject({ scopes: ['user'] });
  process.env.ADMIN_EMAILS = input.email;
  expect((await opened({ ...input, isAdmin: false })).person.roles).toEqual(['user', 'admin']);
  process.env.ADMIN_EMAILS = 'boss@example.org';
  expect((await opened({ ...input, isAdmin: true })).person.roles).toEqual(['user', 'admin']);
  expect((await opened(input)).person.roles).toEqual(['user']);
});

it('makes and unmakes makers by what the issuer’s claims say, whatever it says of admins', async () => {
  const input = newcomer();
  expect((await opened({ ...input, isMaker: true })).person.roles).toEqual(['user', 'maker']);
  const { token } = await opened({ ...input, isAdmin: true });
  expect(await lookUp(token)).toMatchObject({ scopes: ['user', 'maker', 'admin'] });
  expect((await opened({ ...input, isMaker: false })).person.roles).toEqual(['user', 'admin']);
  expect(await lookUp(token)).toBeNull();
});

describe('an issuer that tells of a logout', () => {
  const lives = async ({ token }: OpenedSession) => (await lookUp(token)) !== null;
  const ofSession = (input: IssuerSignIn, issuerSession: string) => ({
    issuer: input.issuer,
    subject: input.subject,
    issuerSession,
  });

  it('ends what one of its sessions opened, of which there may be several', async () => {
    const input = newcomer();
    const first = await opened({ ...input, issuerSession: 'one' });
    const again = await opened({ ...input, issuerSession: 'one' });
    const other = await opened({ ...input, issuerSession: 'two' });
    const stranger = await opened(newcomer({ issuerSession: 'one', issuer: 'https://login.example.net' }));
    const ended = await endIssuerSessions(call(), ofSession(input, 'one'));
    expect(ended.sort()).toEqual([first.session.id, again.session.id].sort());
    expect(await Promise.all([first, again, other, stranger].map(lives))).toEqual([false, false, true, true]);
    const told = await studio.written('SessionRevoked.v1');
    expect(told.filter(({ aggregateId }) => aggregateId === first.person.id)).toHaveLength(2);
    expect(await endIssuerSessions(call(), ofSession(input, 'one'))).toEqual([]);
  });

  it('ends those, too, of which it never told a session', async () => {
    const input = newcomer();
    const untold = await opened(input);
    const other = await opened({ ...input, issuerSession: 'two' });
    await endIssuerSessions(call(), ofSession(input, 'one'));
    expect([await lives(untold), await lives(other)]).toEqual([false, true]);
  });

  it('ends everything of a subject when it names no session, and nothing of anybody else', async () => {
    const input = newcomer();
    const all = [await opened({ ...input, issuerSession: 'one' }), await opened(input)];
    const other = await opened(newcomer());
    const { issuer, subject } = input;
    await endIssuerSessions(call(), { issuer, subject, issuerSession: null });
    expect(await Promise.all([...all, other].map(lives))).toEqual([false, false, true]);
    const nobody = { issuer, subject: 'nobody', issuerSession: null };
    expect(await endIssuerSessions(call(), nobody)).toEqual([]);
  });
});

it('keeps neither subject nor session nor address in clear', async () => {
  const input = newcomer({ issuerSession: `there-${newId()}` });
  await opened(input);
  const text = await dump();
  for (const secret of [input.subject, input.issuerSession!, input.email]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('hex'));
  }
});

it('is for the platform alone', async () => {
  const { errors } = await studio.execute(
    'identity',
    admin(),
    `mutation ($issuer: String!, $subject: String!, $email: String!, $displayName: String!, $device: String!) {
      openSessionForIssuer(issuer: $issuer, subject: $subject, email: $email, displayName: $displayName, device: $device) { __typename }
    }`,
    { ...newcomer() },
  );
  expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
});
