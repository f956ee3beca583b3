import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import { afterEach, describe, expect, it } from 'vitest';
import {
  call,
  lookUp,
  newAddress,
  openStudio,
  registered,
  signedIn,
  studio,
} from './testing/identity-studio.ts';
import { registerPerson } from './use-cases/register-person.ts';

openStudio();

const PEOPLE = `query ($text: String, $isAdminOnly: Boolean! = false, $first: Int! = 50, $after: Cursor) {
  people(text: $text, isAdminOnly: $isAdminOnly, first: $first, after: $after) {
    edges { node { id displayName roles lastSeenAt } } pageInfo { endCursor hasNextPage } } }`;
const SET_ADMIN = `mutation ($input: SetAdminInput!) { setAdmin(input: $input) {
  __typename ... on User { id roles } ... on Problem { humanReadableCause } } }`;
const SET_MAKER = SET_ADMIN.replaceAll('etAdmin', 'etMaker');

interface People {
  people: {
    edges: { node: { id: string; displayName: string; roles: string[]; lastSeenAt: string | null } }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
}
async function people(variables: object = {}, caller = admin()) {
  const { data } = await studio.execute<People>('identity', caller, PEOPLE, { ...variables });
  return data!.people;
}
const names = async (variables: object) =>
  (await people(variables)).edges.map(({ node }) => node.displayName);
async function setAdmin(
  caller: ReturnType<typeof admin>,
  userId: string,
  isAdmin: boolean,
  reason = 'Asked',
) {
  const input = { userId, isAdmin, reason, idempotencyKey: newId() };
  return (await studio.execute<{ setAdmin: object }>('identity', caller, SET_ADMIN, { input })).data!
    .setAdmin;
}
async function setMaker(userId: string, isMaker: boolean, caller = admin()) {
  const input = { userId, isMaker, reason: 'Asked', idempotencyKey: newId() };
  return studio.execute<{ setMaker: object }>('identity', caller, SET_MAKER, { input });
}
async function person(displayName: string, roles: ('user' | 'admin')[] = []) {
  const email = newAddress();
  return { email, ...(await registerPerson(call(), { email, displayName, roles })) };
}

describe('the list of people', () => {
  it('is found by part of a name or a whole address, newest first and page by page, and shows no address', async () => {
    const mark = newId();
    const first = await person(`Berta ${mark}`);
    await person(`Carla ${mark}`);
    expect(await names({ text: mark.toUpperCase() })).toEqual([`Carla ${mark}`, `Berta ${mark}`]);
    expect(await names({ text: first.email.toUpperCase() })).toEqual([`Berta ${mark}`]);
    expect(await names({ text: first.email.slice(1) })).toEqual([]);
    const page = await people({ text: mark, first: 1 });
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(await names({ text: mark, first: 1, after: page.pageInfo.endCursor })).toEqual([`Berta ${mark}`]);
    expect(JSON.stringify(await people({ text: mark }))).not.toContain('example.org');
  });

  it('tells who is an admin, and when somebody was last seen', async () => {
    const mark = newId();
    const { email } = await person(`Dora ${mark}`, ['admin']);
    await person(`Emil ${mark}`);
    expect(await names({ text: mark, isAdminOnly: true })).toEqual([`Dora ${mark}`]);
    expect((await people({ text: email })).edges[0]!.node.lastSeenAt).toBeNull();
    await signedIn(email);
    expect((await people({ text: email })).edges[0]!.node.lastSeenAt).toEqual(expect.any(String));
  });

  it('is for admins alone', async () => {
    const refused = await studio.execute('identity', creator(), PEOPLE);
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('the role of an admin', () => {
  afterEach(() => {
    delete process.env.ADMIN_EMAILS;
  });

  it('is given, holds in sessions that are open, and is taken away with them', async () => {
    const { email, userId } = await registered();
    const { token } = await signedIn(email);
    const caller = admin();
    expect(await setAdmin(caller, userId, true)).toEqual({
      __typename: 'User',
      id: userId,
      roles: ['user', 'admin'],
    });
    expect(await lookUp(token)).toMatchObject({ roles: ['user', 'admin'], scopes: ['user', 'admin'] });
    expect(await setAdmin(caller, userId, false)).toMatchObject({ roles: ['user'] });
    expect(await lookUp(token)).toBeNull();
    const { token: next } = await signedIn(email);
    expect(await lookUp(next)).toMatchObject({ roles: ['user'] });
  });

  it('is nobody’s own to change, so that there is always one', async () => {
    const { userId } = await registered();
    const caller = admin(userId);
    await setAdmin(admin(), userId, true);
    expect(await setAdmin(caller, userId, false)).toMatchObject({
      __typename: 'InvalidState',
      humanReadableCause: 'Nobody changes their own role.',
    });
    expect(
      (await people({ text: '' }, caller)).edges.find(({ node }) => node.id === userId)!.node.roles,
    ).toContain('admin');
  });

  it('is not given by hand where the list of addresses decides, nor without a reason, nor to nobody', async () => {
    const { userId } = await registered();
    expect(await setAdmin(admin(), userId, true, '  ')).toMatchObject({ __typename: 'InvalidInput' });
    expect(await setAdmin(admin(), newId(), true)).toMatchObject({ __typename: 'NotFound' });
    process.env.ADMIN_EMAILS = 'boss@example.org';
    expect(await setAdmin(admin(), userId, true)).toMatchObject({
      __typename: 'InvalidState',
      humanReadableCause: expect.stringContaining('ADMIN_EMAILS'),
    });
  });

  it('is for admins to give', async () => {
    const { userId } = await registered();
    const input = { userId, isAdmin: true, reason: 'me', idempotencyKey: newId() };
    const refused = await studio.execute('identity', creator(userId), SET_ADMIN, { input });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

describe('the role of a maker', () => {
  afterEach(() => {
    delete process.env.OIDC_MAKER_CLAIM;
  });

  it('is given, stands beside that of an admin, and is taken away with the sessions that are open', async () => {
    const { email, userId } = await registered();
    const { token } = await signedIn(email);
    expect((await setMaker(userId, true)).data!.setMaker).toMatchObject({ roles: ['user', 'maker'] });
    expect(await lookUp(token)).toMatchObject({ roles: ['user', 'maker'], scopes: ['user', 'maker'] });
    expect(await setAdmin(admin(), userId, true)).toMatchObject({ roles: ['user', 'maker', 'admin'] });
    expect(await setAdmin(admin(), userId, false)).toMatchObject({ roles: ['user', 'maker'] });
    const { token: next } = await signedIn(email);
    expect((await setMaker(userId, false)).data!.setMaker).toMatchObject({ roles: ['user'] });
    expect(await lookUp(next)).toBeNull();
  });

  it('is for admins alone to give, and not by hand where a claim of the issuer decides', async () => {
    const { userId } = await registered();
    const refused = await setMaker(userId, true, creator());
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    process.env.OIDC_MAKER_CLAIM = 'groups';
    expect((await setMaker(userId, true)).data!.setMaker).toMatchObject({
      __typename: 'InvalidState',
      humanReadableCause: expect.stringContaining('OIDC_MAKER_CLAIM'),
    });
  });
});
