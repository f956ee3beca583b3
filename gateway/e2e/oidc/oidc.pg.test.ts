import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACK_CHANNEL_LOGOUT_PATH } from '../../sign-in/oidc/back-channel-logout.ts';
import { eventually, TestGateway } from '../harness/test-gateway.ts';
import { Browser } from './browser.ts';
import { CLIENT_ID, CLIENT_SECRET, newAccount, TestIssuer } from './test-issuer.ts';

type WebApp = 'user' | 'admin';

let issuer: TestIssuer;
let gateway: TestGateway;
let admin: ReturnType<typeof newAccount>;
beforeAll(async () => {
  admin = newAccount();
  process.env.ADMIN_EMAILS = `someone@example.org, ${admin.email.toUpperCase()}`;
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
  issuer = await TestIssuer.open();
  const environment = {
    OIDC_ISSUER: issuer.url,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_CLIENT_SECRET: CLIENT_SECRET,
    OIDC_ADMIN_CLAIM: 'groups',
    OIDC_ADMIN_VALUES: 'studio-admins, owners',
    OIDC_MAKER_CLAIM: 'groups',
    OIDC_MAKER_VALUES: 'effect-makers',
  };
  gateway = await TestGateway.open({ webDir, environment });
  issuer.start(
    (['user', 'admin'] as const).map((app) => gateway.url('/sign-in/oidc/callback', app)),
    gateway.url(BACK_CHANNEL_LOGOUT_PATH),
  );
});
afterAll(async () => {
  delete process.env.ADMIN_EMAILS;
  await gateway?.stop();
  await issuer?.stop();
});
beforeEach(() => {
  issuer.account = newAccount();
});

/** Goes to the issuer and signs in there. @returns the callback's address, unopened */
const comeBack = (browser: Browser, app: WebApp = 'user') =>
  browser.goUntil(gateway.url('/sign-in/oidc', app), (url) => url.includes('/sign-in/oidc/callback'));

async function signIn(app: WebApp = 'user') {
  const browser = new Browser();
  const response = await browser.open(await comeBack(browser, app));
  return { browser, response };
}

async function me(browser: Browser, app: WebApp = 'user') {
  const headers = {
    origin: gateway.url('', app),
    'x-studio-client': `web-${app}`,
    'x-studio-csrf': browser.cookies.get(`studio_${app}_csrf`) ?? '',
    cookie: browser.cookieHeader,
  };
  const query = '{ me { id displayName roles } }';
  const body = (await (await gateway.post('/graphql', { query }, headers, app)).json()) as {
    data: { me: { id: string; displayName: string; roles: string[] } | null };
  };
  return body.data.me;
}

describe('signing in by an issuer', () => {
  it('keeps what it began in a short-lived cookie that scripts and people cannot read', async () => {
    const begun = await new Browser().open(gateway.url('/sign-in/oidc', 'user'));
    expect(begun.status).toBe(302);
    const address = new URL(begun.headers.get('location')!);
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT_ID,
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      redirect_uri: gateway.url('/sign-in/oidc/callback', 'user'),
    });
    const cookie = begun.headers.get('set-cookie')!;
    expect(cookie).toMatch(
      /^studio_oidc_user=[\w.-]+; Path=\/sign-in\/oidc; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    expect(cookie).not.toContain(address.searchParams.get('state'));
  });

  it('registers somebody new and opens the app that asked', async () => {
    const { browser, response } = await signIn();
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/');
    expect([...browser.cookies.keys()]).toContain('studio_user');
    expect([...browser.cookies.keys()]).not.toContain('studio_oidc_user');
    expect(await me(browser)).toMatchObject({ displayName: 'Zoë', roles: ['user'] });
    expect(await me(browser, 'admin')).toBeNull();
  });

  it('knows the account again, also when its address changed there', async () => {
    const first = await me((await signIn()).browser);
    issuer.account = { ...issuer.account, email: newAccount().email };
    expect(await me((await signIn()).browser)).toEqual(first);
    const events = await gateway.studio.written('PersonRegistered.v1');
    expect(events.filter((event) => event.aggregateId === first!.id)).toHaveLength(1);
  });

  it('opens what the holder of the verified address already has', async () => {
    issuer.account = newAccount({ email: gateway.anna.email });
    expect(await me((await signIn()).browser)).toMatchObject({ id: gateway.anna.userId });
    issuer.account = newAccount({ email: gateway.anna.email });
    expect((await signIn()).response.status).toBe(409);
  });

  it('makes an admin of whom the studio names as one', async () => {
    issuer.account = admin;
    expect(await me((await signIn('admin')).browser, 'admin')).toMatchObject({ roles: ['user', 'admin'] });
  });

  it('makes an admin of whom the issuer’s claim names, until it does no more', async () => {
    issuer.account = newAccount({ groups: ['everyone', 'owners'] });
    const first = (await signIn('admin')).browser;
    expect(await me(first, 'admin')).toMatchObject({ roles: ['user', 'admin'] });
    issuer.account = { ...issuer.account, groups: ['everyone'] };
    expect(await me((await signIn('admin')).browser, 'admin')).toMatchObject({ roles: ['user'] });
    await eventually(async () => (await me(first, 'admin')) === null);
  });

  it('makes a maker of whom the issuer’s claim names, until it does no more', async () => {
    issuer.account = newAccount({ groups: ['everyone', 'effect-makers'] });
    const first = (await signIn()).browser;
    expect(await me(first)).toMatchObject({ roles: ['user', 'maker'] });
    issuer.account = { ...issuer.account, groups: ['everyone'] };
    expect(await me((await signIn()).browser)).toMatchObject({ roles: ['user'] });
    await eventually(async () => (await me(first)) === null);
  });
});

describe('signing out at the issuer', () => {
  it('ends what that session there opened here, and nothing else', async () => {
    const here = (await signIn()).browser;
    const elsewhere = (await signIn()).browser;
    expect(await me(here)).not.toBeNull();
    expect(await me(here)).toEqual(await me(elsewhere));
    const told = issuer.logoutsTold;
    await issuer.signOut(here);
    expect(issuer.logoutsTold).toBe(told + 1);
    expect(await me(here)).toBeNull();
    expect(await me(elsewhere)).not.toBeNull();
  });

  it('cannot be told by anybody else, and ends nothing then', async () => {
    const { browser } = await signIn();
    const { sub } = issuer.account;
    const key = new TextEncoder().encode('k'.repeat(32));
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const forged = await new SignJWT({ iss: issuer.url, aud: CLIENT_ID, sub, events, jti: 'forged' })
      .setProtectedHeader({ alg: 'HS256', typ: 'logout+jwt' })
      .setIssuedAt()
      .setExpirationTime('2m')
      .sign(key);
    for (const token of [forged, `${forged.split('.').slice(0, 2).join('.')}.`, 'no token', '']) {
      const response = await fetch(gateway.url(BACK_CHANNEL_LOGOUT_PATH), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ logout_token: token }),
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    }
    expect((await fetch(gateway.url(BACK_CHANNEL_LOGOUT_PATH))).status).toBe(405);
    expect(await me(browser)).not.toBeNull();
  });
});

describe('signing out', () => {
  it('ends the session here, and tells where the one at the issuer is ended', async () => {
    const { browser } = await signIn();
    const headers = {
      origin: gateway.url('', 'user'),
      'x-studio-client': 'web-user',
      'x-studio-csrf': browser.cookies.get('studio_user_csrf')!,
      cookie: browser.cookieHeader,
    };
    const response = await gateway.post('/sign-out', {}, headers, 'user');
    expect(response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
      'studio_user',
      'studio_user_csrf',
    ]);
    const { endSessionUrl } = (await response.json()) as { endSessionUrl: string };
    const address = new URL(endSessionUrl);
    expect(address.origin).toBe(issuer.url);
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      client_id: CLIENT_ID,
      post_logout_redirect_uri: `${gateway.url('', 'user')}/`,
    });
    // The issuer takes it: it asks the person whether they want to leave.
    expect((await browser.open(endSessionUrl)).status).toBe(200);
  });
});

describe('a sign-in', () => {
  it('leads to the issuer and then to the app’s own page, wherever the address would have it lead', async () => {
    for (const wish of [
      'returnTo=https://evil.example',
      'redirect_uri=https://evil.example/callback',
      'next=//evil.example',
      'state=https://evil.example',
    ]) {
      const browser = new Browser();
      const begun = await browser.open(gateway.url(`/sign-in/oidc?${wish}`, 'user'));
      const address = new URL(begun.headers.get('location')!);
      expect(address.origin).toBe(issuer.url);
      expect(address.href).not.toContain('evil.example');
      const callback = await browser.goUntil(address.href, (url) => url.includes('/sign-in/oidc/callback'));
      const [name] = wish.split('=');
      const wished = name === 'state' ? callback : `${callback}&${wish}`;
      const response = await browser.open(wished);
      expect({ wish, to: response.headers.get('location') }).toEqual({ wish, to: '/' });
    }
  });

  it('goes back to the app’s own address, whatever Host a request names', async () => {
    const { status, location } = await new Promise<{ status?: number; location?: string }>(
      (resolve, reject) => {
        const asked = request(
          gateway.url('/sign-in/oidc', 'user'),
          { headers: { host: 'evil.example' } },
          ({ statusCode, headers }) => resolve({ status: statusCode, location: headers.location }),
        );
        asked.on('error', reject).end();
      },
    );
    expect(status).toBe(302);
    const returnedTo = new URL(location!).searchParams.get('redirect_uri');
    expect(returnedTo).toBe(gateway.url('/sign-in/oidc/callback', 'user'));
  });
});

describe('a sign-in is refused', () => {
  it('without a verified address, in words that a person can read', async () => {
    issuer.account = newAccount({ email_verified: false });
    const { browser, response } = await signIn();
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('no verified e-mail address');
    expect([...browser.cookies.keys()]).not.toContain('studio_user');
  });

  it('with another state, and is over then', async () => {
    const browser = new Browser();
    const callback = await comeBack(browser);
    const cookie = browser.cookieHeader;
    const forged = new URL(callback);
    forged.searchParams.set('state', 'another');
    const refused = await fetch(forged, { headers: { cookie }, redirect: 'manual' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 'SIGN_IN_NOT_BEGUN' });
    expect(refused.headers.get('set-cookie')).toMatch(/^studio_oidc_user=; .*Max-Age=0/);
  });

  it('in a browser or an app that did not begin it', async () => {
    const browser = new Browser();
    const callback = await comeBack(browser);
    expect((await new Browser().open(callback)).status).toBe(400);
    browser.cookies.set('studio_oidc_admin', browser.cookies.get('studio_oidc_user')!);
    const inAdmin = callback.replace(gateway.url('', 'user'), gateway.url('', 'admin'));
    expect((await browser.open(inAdmin)).status).toBe(400);
  });

  it('when the callback is played again, cookie and all', async () => {
    const browser = new Browser();
    const callback = await comeBack(browser);
    const cookie = browser.cookieHeader;
    expect((await browser.open(callback)).status).toBe(302);
    const again = await fetch(callback, { headers: { cookie }, redirect: 'manual' });
    expect(again.status).toBe(400);
    expect(again.headers.getSetCookie().join()).not.toContain('studio_user=');
  });

  it('with a code that the issuer never gave', async () => {
    const browser = new Browser();
    const forged = new URL(await comeBack(browser));
    forged.searchParams.set('code', 'never-given');
    expect((await browser.open(forged.href)).status).toBe(401);
  });

  it('when the person refused it at the issuer', async () => {
    const browser = new Browser();
    const refused = new URL(await comeBack(browser));
    refused.searchParams.delete('code');
    refused.searchParams.set('error', 'access_denied');
    expect((await browser.open(refused.href)).status).toBe(401);
  });
});

describe('codes', () => {
  it('are off, and apps can tell', async () => {
    const methods = await fetch(gateway.url('/sign-in/methods', 'user'));
    expect(await methods.json()).toEqual({ code: false, oidc: true });
    const email = gateway.anna.email;
    expect((await gateway.post('/sign-in/code', { email })).status).toBe(403);
    const redeemed = await gateway.post('/sign-in/redeem', { email, code: await gateway.code() });
    expect(redeemed.status).toBe(403);
    expect(await redeemed.json()).toMatchObject({ code: 'CODE_SIGN_IN_OFF' });
  });
});
