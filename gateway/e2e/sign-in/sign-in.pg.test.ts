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

/** Signs Anna, who is an admin, in to an app. @returns what the app's page sends from then on */
async function cookieOf(app: WebApp): Promise<{ cookie: string; 'x-studio-csrf': string }> {
  const body = { email: gateway.anna.email, code: await gateway.code() };
  const response = await gateway.post('/sign-in/redeem', body, fromApp(app), app);
  expect(response.status).toBe(200);
  expect(JSON.stringify(await response.json())).not.toContain('sessionToken');
  const [cookie = '', csrf = ''] = response.headers.getSetCookie();
  expect(csrf).toMatch(new RegExp(`^studio_${app}_csrf=[\\w-]{43}; Path=/; SameSite=Lax; Max-Age=`));
  expect(cookie).toMatch(new RegExp(`^studio_${app}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=`));
  const pairs = [cookie, csrf].map((whole) => whole.split(';')[0]!);
  return { cookie: pairs.join('; '), 'x-studio-csrf': pairs[1]!.split('=')[1]! };
}

/** The gateway remembers sessions for three seconds; a revocation makes it forget them all. */
async function forgotten(): Promise<void> {
  await gateway.studio.call('identity').ticks.publish('identity:session-revoked', { sessionId: 'nobody' });
  await new Promise((resolve) => setTimeout(resolve, 50));
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
    const asUser = await whoAmI('user', { ...fromApp('user'), ...(await cookieOf('user')) });
    expect(asUser.data!.whoAmI).toMatchObject({ kind: 'person', roles: ['user'], scopes: ['user'] });
    const asAdmin = await whoAmI('admin', { ...fromApp('admin'), ...(await cookieOf('admin')) });
    expect(asAdmin.data!.whoAmI).toMatchObject({ roles: ['user', 'admin'], scopes: ['user', 'admin'] });
  });

  it('of one app is nothing to the other', async () => {
    const answer = await whoAmI('admin', { ...fromApp('admin'), ...(await cookieOf('user')) });
    expect(answer.data!.whoAmI).toMatchObject({ kind: 'anonymous' });
  });

  it('without our header, or from another site, is refused', async () => {
    const shown = await cookieOf('user');
    const { origin } = fromApp('user');
    expect(await whoAmI('user', { ...shown, origin })).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'CROSS_SITE' } }],
    });
    const foreign = { ...shown, origin: 'https://evil.example', 'x-studio-client': 'web-user' };
    expect((await whoAmI('user', foreign)).status).toBe(403);
    const sibling = { ...fromApp('user'), ...shown, 'sec-fetch-site': 'same-site' };
    expect((await whoAmI('user', sibling)).status).toBe(403);
  });

  it('without its value shown twice, or with that of another session, is refused', async () => {
    const [shown, other] = [await cookieOf('user'), await cookieOf('user')];
    const tries = [
      { cookie: shown.cookie },
      { ...shown, 'x-studio-csrf': other['x-studio-csrf'] },
      // Planted together: both agree, and belong to somebody else.
      {
        cookie: shown.cookie.replace(shown['x-studio-csrf'], other['x-studio-csrf']),
        'x-studio-csrf': other['x-studio-csrf'],
      },
    ];
    for (const headers of tries) {
      expect(await whoAmI('user', { ...fromApp('user'), ...headers })).toMatchObject({
        status: 403,
        errors: [{ extensions: { code: 'CSRF' } }],
      });
    }
    expect((await whoAmI('user', { ...fromApp('user'), ...shown })).status).toBe(200);
  });

  it('changes while it is used, and one that was given up ends the session', async () => {
    const shown = await cookieOf('user');
    const ask = (headers: Record<string, string>) =>
      gateway.post('/graphql', { query: '{ whoAmI }' }, { ...fromApp('user'), ...headers }, 'user');
    gateway.studio.clock.advance(16 * 60_000);
    await forgotten();
    const response = await ask(shown);
    const [next] = response.headers.getSetCookie().map((whole) => whole.split(';')[0]!);
    expect(next).toMatch(/^studio_user=/);
    const renewed = { ...shown, cookie: `${next}; ${shown.cookie.split('; ')[1]}` };
    expect((await (await ask(renewed)).json()) as object).toMatchObject({
      data: { whoAmI: { kind: 'person' } },
    });
    gateway.studio.clock.advance(60_000);
    await forgotten();
    expect((await (await ask(shown)).json()) as object).toMatchObject({
      data: { whoAmI: { kind: 'anonymous' } },
    });
    await forgotten();
    expect((await (await ask(renewed)).json()) as object).toMatchObject({
      data: { whoAmI: { kind: 'anonymous' } },
    });
  });

  it('is worthless after signing out', async () => {
    const shown = await cookieOf('user');
    const out = await gateway.post('/sign-out', {}, { ...fromApp('user'), ...shown }, 'user');
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    await eventually(async () => {
      const { data } = await whoAmI('user', { ...fromApp('user'), ...shown });
      return data!.whoAmI.kind === 'anonymous';
    });
  });
});

describe('a bearer', () => {
  it('of a session is exchanged for the next one', async () => {
    const first = await gateway.signIn();
    const refresh = (token: string) =>
      gateway.post('/sign-in/refresh', {}, { authorization: `Bearer ${token}` });
    const { sessionToken } = (await (await refresh(first)).json()) as { sessionToken: string };
    expect(sessionToken).not.toBe(first);
    // The answer may have been lost: the first one is good until the next is used, and a minute later can be changed.
    expect((await refresh(first)).status).toBe(409);
    const authorization = `Bearer ${sessionToken}`;
    expect((await gateway.query('{ me { id } }', { authorization })).data).toEqual({
      me: { id: gateway.anna.userId },
    });
    gateway.studio.clock.advance(60_000);
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(sessionToken)).status).toBe(401);
    expect((await refresh('nothing')).status).toBe(401);
  });

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
