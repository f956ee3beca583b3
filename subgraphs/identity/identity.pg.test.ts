import { generateKeyPairSync } from 'node:crypto';
import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from './domain/session.ts';
import { CODE_TTL_MS, LOCK_MS } from './domain/sign-in-code.ts';
import type { Mail } from './mail/mail-port.ts';
import identity from './subgraph.ts';
import { allowEnrolment } from './use-cases/allow-enrolment.ts';
import { issueSignInCode } from './use-cases/issue-sign-in-code.ts';
import { type OpenedSession, redeemSignInCode } from './use-cases/redeem-sign-in-code.ts';
import { registerPerson } from './use-cases/register-person.ts';
import { requestSignInCode } from './use-cases/request-sign-in-code.ts';

process.env.STUDIO_SECRET = 'identity-tests-identity-tests-identity';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([identity]);
});
afterAll(() => studio.close());

const call = () => studio.call('identity');
const newAddress = () => `person-${newId()}@example.org`;
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');

async function registered(email = newAddress()): Promise<{ email: string; userId: string }> {
  const { userId } = await registerPerson(call(), { email, displayName: 'Anna', roles: ['user'] });
  return { email, userId };
}

async function signedIn(email: string): Promise<OpenedSession> {
  const { code } = await issueSignInCode(call(), { email });
  const result = await redeemSignInCode(call(), { email, code, device: 'Firefox' });
  if (isProblem(result)) throw new Error(result.detail);
  return result as OpenedSession;
}

const redeem = (email: string, code: string) => redeemSignInCode(call(), { email, code, device: 'Firefox' });

async function lookUp(token: string): Promise<Record<string, unknown> | null> {
  const { data } = await studio.execute<{ sessionIdentity: Record<string, unknown> | null }>(
    'identity',
    call().caller,
    'query ($hash: String!) { sessionIdentity(tokenHash: $hash) { sessionId userId roles scopes } }',
    { hash: hashToken(token) },
  );
  return data!.sessionIdentity;
}

/** Every row of every table of the context, as a dump would show it. */
async function dump(): Promise<string> {
  const { rows: tables } = await studio.ownerPool.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('identity', 'bus')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await studio.ownerPool.query<{ text: string }>(`select t::text as text from ${name} t`);
    parts.push(...rows.map((row) => row.text));
  }
  return parts.join('\n');
}

describe('registering a person', () => {
  it('answers the same person for the same address, however it is written, and tells the world once', async () => {
    const email = newAddress();
    const { userId } = await registered(email);
    expect(await registered(` ${email.toUpperCase()} `)).toMatchObject({ userId });
    const events = await studio.written('PersonRegistered.v1');
    expect(events.filter((event) => event.aggregateId === userId)).toHaveLength(1);
  });

  it('makes one person of two registrations at the same time', async () => {
    const email = newAddress();
    const [first, second] = await Promise.all([registered(email), registered(email)]);
    expect(first.userId).toBe(second.userId);
  });
});

describe('a one-time code', () => {
  it('opens one session and is used up', async () => {
    const { email, userId } = await registered();
    const { code } = await issueSignInCode(call(), { email });
    const [first, second] = await Promise.all([redeem(email, code), redeem(email, code)]);
    const opened = [first, second].filter((result) => !isProblem(result)) as OpenedSession[];
    expect(opened).toHaveLength(1);
    expect(await lookUp(opened[0]!.token)).toMatchObject({ userId, roles: ['user'], scopes: ['user'] });
  });

  it('ends after ten minutes', async () => {
    const { email } = await registered();
    const { code } = await issueSignInCode(call(), { email });
    studio.clock.advance(CODE_TTL_MS);
    expect(await redeem(email, code)).toMatchObject({ __typename: 'SignInRefused', attemptsLeft: 4 });
  });

  it('of somebody else opens nothing', async () => {
    const [anna, ben] = [await registered(), await registered()];
    const { code } = await issueSignInCode(call(), { email: anna.email });
    expect(await redeem(ben.email, code)).toMatchObject({ __typename: 'SignInRefused' });
  });

  it('is refused, right or not, after five wrong ones, also when a new code was sent in between', async () => {
    const { email } = await registered();
    for (const left of [4, 3, 2, 1, 0]) {
      const { code } = await issueSignInCode(call(), { email });
      expect(await redeem(email, wrongFor(code))).toMatchObject({ attemptsLeft: left });
      await requestSignInCode(call(), { email });
    }
    const { code } = await issueSignInCode(call(), { email, ttlMs: 3_600_000 });
    expect(await redeem(email, code)).toMatchObject({ status: 429, attemptsLeft: 0 });
    studio.clock.advance(LOCK_MS);
    expect(isProblem(await redeem(email, code))).toBe(false);
  });

  it('counts fifty guesses at once as five', async () => {
    const { email } = await registered();
    const { code } = await issueSignInCode(call(), { email });
    const guesses = await Promise.all(Array.from({ length: 50 }, () => redeem(email, wrongFor(code))));
    const left = guesses.map((guess) =>
      isProblem(guess) && 'attemptsLeft' in guess ? guess.attemptsLeft : -1,
    );
    expect(left.sort()).toEqual([...Array<number>(46).fill(0), 1, 2, 3, 4]);
  });

  it('is mailed to registered addresses only, five times per quarter of an hour, and the answer tells nothing', async () => {
    const { email } = await registered();
    const mails: Mail[] = [];
    const mail = { send: async (_tx: unknown, message: Mail) => void mails.push(message) };
    for (let request = 0; request < 7; request += 1) await requestSignInCode(call(), { email }, mail);
    await requestSignInCode(call(), { email: newAddress() }, mail);
    expect(mails).toHaveLength(5);
    const code = /\d{6}/.exec(mails[4]!.text)![0];
    expect(isProblem(await redeem(email, code))).toBe(false);
  });
});

describe('a session', () => {
  it('ends when it is not used for seven days, and slides while it is', async () => {
    const { email } = await registered();
    const { token } = await signedIn(email);
    studio.clock.advance(SESSION_IDLE_MS - 1);
    expect(await lookUp(token)).not.toBeNull();
    studio.clock.advance(SESSION_IDLE_MS - 1);
    expect(await lookUp(token)).not.toBeNull();
    studio.clock.advance(SESSION_IDLE_MS);
    expect(await lookUp(token)).toBeNull();
  });

  it('ends after thirty days however much it is used', async () => {
    const { email } = await registered();
    const { token } = await signedIn(email);
    for (let used = 0; used < SESSION_ABSOLUTE_MS; used += SESSION_IDLE_MS / 2) {
      expect(await lookUp(token)).not.toBeNull();
      studio.clock.advance(SESSION_IDLE_MS / 2);
    }
    expect(await lookUp(token)).toBeNull();
  });

  it('of others is invisible and cannot be ended', async () => {
    const [anna, ben] = [await registered(), await registered()];
    const { session, token } = await signedIn(anna.email);
    const asBen = creator(ben.userId);
    const listed = await studio.execute('identity', asBen, '{ sessions { id } }');
    expect(listed.data).toEqual({ sessions: [] });
    const { rows } = await (async () => {
      const ctx = studio.call('identity', asBen);
      const statement = { name: 'identity-test-all-sessions', text: 'select id from identity.session' };
      return { rows: await ctx.db.transaction(ctx, (tx) => tx.rows(statement)) };
    })();
    expect(rows).toEqual([]);
    const answer = await revoke(asBen, session.id);
    expect(answer).toMatchObject({ __typename: 'NotFound' });
    expect(await lookUp(token)).not.toBeNull();
  });

  it('that its owner ends is gone at once, and the world is told', async () => {
    const anna = await registered();
    const { session, token } = await signedIn(anna.email);
    expect(await revoke(creator(anna.userId), session.id)).toMatchObject({ __typename: 'SessionRevocation' });
    expect(await lookUp(token)).toBeNull();
    const events = await studio.written('SessionRevoked.v1');
    expect(events.some((event) => event.payload.sessionId === session.id)).toBe(true);
  });

  it('is marked as the current one', async () => {
    const anna = await registered();
    const { session } = await signedIn(anna.email);
    const caller = { ...creator(anna.userId), sessionId: session.id };
    const listed = await studio.execute(
      'identity',
      caller,
      '{ me { id roles } sessions { id device isCurrent } }',
    );
    expect(listed.data).toMatchObject({
      me: { id: anna.userId, roles: ['user'] },
      sessions: [{ id: session.id, device: 'Firefox', isCurrent: true }],
    });
  });
});

async function revoke(caller: ReturnType<typeof creator>, sessionId: string) {
  const { data } = await studio.execute<{ revokeSession: unknown }>(
    'identity',
    caller,
    'mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { __typename } }',
    { input: { sessionId, idempotencyKey: newId() } },
  );
  return data!.revokeSession;
}

const publicKey = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const ENROL =
  'mutation ($input: EnrolMachineInput!) { enrolMachine(input: $input) { __typename ... on MachineEnrolment { clientId scopes } ... on InvalidInput { field } } }';

async function enrol(enrolmentToken: string, publicKeyJwk: unknown) {
  const anonymous = { ...creator(), kind: 'anonymous' as const, subjectId: null, roles: [], scopes: [] };
  const input = { enrolmentToken, name: 'rig 1', publicKeyJwk, idempotencyKey: newId() };
  const { data } = await studio.execute<{ enrolMachine: Record<string, string> }>(
    'identity',
    anonymous,
    ENROL,
    {
      input,
    },
  );
  return data!.enrolMachine;
}

async function enrolmentToken(): Promise<string> {
  const token = `enrol-${newId()}`;
  const { userId } = await registered();
  for (let time = 0; time < 2; time += 1) {
    await allowEnrolment(call(), { token, name: 'rig', ownerId: userId, scopes: ['agent:lease'] });
  }
  return token;
}

const knownMachine = async (clientId: string) => {
  const document = 'query ($id: ID!) { machineIdentity(clientId: $id) { clientId scopes publicKeyJwk } }';
  const { data } = await studio.execute<{ machineIdentity: unknown }>('identity', call().caller, document, {
    id: clientId,
  });
  return data!.machineIdentity;
};

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

describe('internal questions', () => {
  it.each([
    'sessionIdentity(tokenHash: "00") { userId }',
    `machineIdentity(clientId: "${newId()}") { clientId }`,
  ])('are refused for admins: %s', async (field) => {
    const result = await studio.execute('identity', admin(), `{ ${field} }`);
    expect(result.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

it('keeps no address, token or code in clear in the database', async () => {
  const { email } = await registered();
  const { code } = await issueSignInCode(call(), { email });
  await requestSignInCode(call(), { email });
  const { token } = await signedIn(email);
  const enrolment = await enrolmentToken();
  await enrol(enrolment, publicKey());
  const text = await dump();
  expect(text).toContain('Anna');
  for (const secret of [email, email.split('@')[0]!, token, enrolment, 'Your code is']) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('hex'));
  }
  expect(text.split(/[^0-9]+/)).not.toContain(code);
});
