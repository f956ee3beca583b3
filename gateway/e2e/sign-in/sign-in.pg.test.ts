import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemCaller } from '@effect-studio/kernel/context';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
  gateway = await TestGateway.open({ webDir });
});
afterAll(() => gateway.stop());

type WebApp = 'user' | 'admin';
const fromApp = (app: WebApp) => ({ origin: gateway.url('', app), 'x-studio-client': `web-${app}` });

/** Signs Anna, who is an admin, in to an app. @returns the cookie as a browser sends it */
async function cookieOf(app: WebApp): Promise<string> {
  const body = { email: gateway.anna.email, code: await gateway.code() };
  const response = await gateway.post('/sign-in/redeem', body, fromApp(app), app);
  expect(response.status).toBe(200);
  expect(JSON.stringify(await response.json())).not.toContain('sessionToken');
  const cookie = response.headers.get('set-cookie')!;
  expect(cookie).toMatch(new RegExp(`^studio_${app}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=`));
  return cookie.split(';')[0]!;
}

async function whoAmI(app: WebApp, headers: Record<string, string>) {
  const response = await gateway.post('/graphql', { query: '{ whoAmI }' }, headers, app);
  const body = (await response.json()) as { data?: { whoAmI: Record<string, unknown> }; errors?: unknown[] };
  return { status: response.status, ...body };
}

describe('signing in', () => {
  it('answers 202 for any address', async () => {
    for (const email of [gateway.anna.email, 'nobody@example.org']) {
      expect((await gateway.post('/sign-in/code', { email })).status).toBe(202);
    }
  });

  it('gives programs the token, once per code', async () => {
    const body = { email: gateway.anna.email, code: await gateway.code() };
    const first = await gateway.post('/sign-in/redeem', body);
    const { sessionToken } = (await first.json()) as { sessionToken: string };
    expect(first.headers.get('set-cookie')).toBeNull();
    const me = await gateway.query('{ me { id displayName } }', { authorization: `Bearer ${sessionToken}` });
    expect(me.data).toEqual({ me: { id: gateway.anna.userId, displayName: 'Anna' } });
    const second = await gateway.post('/sign-in/redeem', body);
    expect(second.status).toBe(401);
    expect(second.headers.get('content-type')).toBe('application/problem+json');
    expect(await second.json()).toMatchObject({
      type: 'urn:effect-studio:problem:sign-in-refused',
      status: 401,
      attemptsLeft: 4,
    });
  });

  it.each([
    ['no e-mail', { code: '123456' }, 400],
    ['text', 'not json', 400],
  ])('refuses a body with %s as problem details', async (_what, body, status) => {
    const response = await gateway.post('/sign-in/redeem', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, correlationId: expect.any(String) });
  });

  it('refuses to set a cookie on a request that another site could have caused', async () => {
    const body = { email: gateway.anna.email, code: '123456' };
    const withoutHeader = await gateway.post(
      '/sign-in/redeem',
      body,
      { origin: gateway.url('', 'user') },
      'user',
    );
    const otherSite = { origin: 'https://evil.example', 'x-studio-client': 'x' };
    expect(withoutHeader.status).toBe(403);
    expect((await gateway.post('/sign-in/redeem', body, otherSite, 'user')).status).toBe(403);
    expect((await gateway.post('/sign-in/redeem', body, otherSite, 'api')).status).toBe(403);
  });
});

describe('a cookie', () => {
  it('makes an admin a user in the users’ app, and an admin in the admins’', async () => {
    const asUser = await whoAmI('user', { ...fromApp('user'), cookie: await cookieOf('user') });
    expect(asUser.data!.whoAmI).toMatchObject({ kind: 'person', roles: ['user'], scopes: ['user'] });
    const asAdmin = await whoAmI('admin', { ...fromApp('admin'), cookie: await cookieOf('admin') });
    expect(asAdmin.data!.whoAmI).toMatchObject({ roles: ['user', 'admin'], scopes: ['user', 'admin'] });
  });

  it('of one app is nothing to the other', async () => {
    const answer = await whoAmI('admin', { ...fromApp('admin'), cookie: await cookieOf('user') });
    expect(answer.data!.whoAmI).toMatchObject({ kind: 'anonymous' });
  });

  it('without our header, or from another site, is refused', async () => {
    const cookie = await cookieOf('user');
    const { origin } = fromApp('user');
    expect(await whoAmI('user', { cookie, origin })).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'CROSS_SITE' } }],
    });
    const foreign = { cookie, origin: 'https://evil.example', 'x-studio-client': 'web-user' };
    expect((await whoAmI('user', foreign)).status).toBe(403);
    const sibling = { ...fromApp('user'), cookie, 'sec-fetch-site': 'same-site' };
    expect((await whoAmI('user', sibling)).status).toBe(403);
  });

  it('is worthless after signing out', async () => {
    const cookie = await cookieOf('user');
    const out = await gateway.post('/sign-out', {}, { ...fromApp('user'), cookie }, 'user');
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    await eventually(async () => {
      const { data } = await whoAmI('user', { ...fromApp('user'), cookie });
      return data!.whoAmI.kind === 'anonymous';
    });
  });
});

describe('a bearer', () => {
  it('that is not good is refused', async () => {
    for (const authorization of ['Bearer nothing', 'Bearer a.b.c', 'Basic eDp5']) {
      expect(await gateway.query('{ whoAmI }', { authorization })).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it('of a session makes an admin on the API port and a user in the users’ app', async () => {
    const authorization = `Bearer ${await gateway.signIn()}`;
    expect((await gateway.query('{ adminsOnly }', { authorization })).data).toEqual({
      adminsOnly: 'margins',
    });
    const inApp = await whoAmI('user', { authorization });
    expect(inApp.data!.whoAmI).toMatchObject({ scopes: ['user'] });
  });

  it('of the platform is refused outside the API port', async () => {
    const correlationId = '018f4e3a-0000-7000-8000-000000000004';
    const token = await gateway.tokens.sign({ caller: systemCaller(), correlationId });
    expect((await whoAmI('user', { authorization: `Bearer ${token}` })).status).toBe(401);
  });
});
