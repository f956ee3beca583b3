import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';
import { Browser } from './browser.ts';
import { CLIENT_ID, CLIENT_SECRET, TestIssuer } from './test-issuer.ts';

let gateway: TestGateway;
let webDir: string;
beforeAll(async () => {
  webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(webDir, 'index.html'), '<!doctype html>');
});
afterAll(() => gateway?.stop());

it('says that the issuer cannot be reached, and finds it when it is back', async () => {
  const gone = await TestIssuer.open();
  const { url } = gone;
  await gone.stop();
  const environment = { OIDC_ISSUER: url, OIDC_CLIENT_ID: CLIENT_ID, OIDC_CLIENT_SECRET: CLIENT_SECRET };
  gateway = await TestGateway.open({ webDir, environment });
  const begin = gateway.url('/sign-in/oidc', 'user');
  const refused = await fetch(begin, { redirect: 'manual' });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(await refused.json()).toMatchObject({ code: 'ISSUER_UNAVAILABLE' });

  const back = await TestIssuer.open(Number(new URL(url).port));
  back.start([gateway.url('/sign-in/oidc/callback', 'user')], gateway.url('/nowhere'));
  try {
    expect((await new Browser().open(begin)).status).toBe(302);
  } finally {
    await back.stop();
  }
});

it('knows no issuer unless told of one', async () => {
  const plain = await TestGateway.open({ webDir });
  try {
    expect((await fetch(plain.url('/sign-in/oidc', 'user'))).status).toBe(404);
    const methods = await fetch(plain.url('/sign-in/methods', 'user'));
    expect(await methods.json()).toEqual({ code: true, oidc: false });
  } finally {
    await plain.stop();
  }
});
