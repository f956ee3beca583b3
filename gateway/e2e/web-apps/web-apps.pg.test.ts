import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NONCE_PLACEHOLDER } from '../../web-apps/serve-web-app.ts';
import { TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  const webDir = mkdtempSync(path.join(tmpdir(), 'web-'));
  mkdirSync(path.join(webDir, 'assets'));
  writeFileSync(path.join(webDir, 'index.html'), `<style nonce="${NONCE_PLACEHOLDER}"></style>`);
  writeFileSync(path.join(webDir, 'assets', 'main-1a2b3c.js'), 'void 0;');
  gateway = await TestGateway.open({ webDir });
});
afterAll(() => gateway.stop());

const get = (pathname: string) => fetch(gateway.url(pathname, 'user'));

it('serves the page at every path of the app, with a policy and a fresh nonce', async () => {
  const [first, second] = [await get('/'), await get('/runs/42?tab=legs')];
  const [page, other] = [await first.text(), await second.text()];
  const nonce = /nonce="([^"]+)"/.exec(page)![1]!;
  expect(other).toContain('<style');
  expect(other).not.toContain(nonce);
  const policy = first.headers.get('content-security-policy')!;
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(policy).toContain(`connect-src 'self' http://127.0.0.1:9000 ws://127.0.0.1:${gateway.ports.user}`);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect(first.headers.get('x-content-type-options')).toBe('nosniff');
});

it('lets hashed files be kept for ever and answers 404 for missing ones', async () => {
  const script = await get('/assets/main-1a2b3c.js');
  expect(await script.text()).toBe('void 0;');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await get('/assets/gone-1a2b3c.js')).status).toBe(404);
});

it('does not leave its folder', async () => {
  for (const pathname of [
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cx.txt',
  ]) {
    const text = await (await get(pathname)).text();
    expect(text).not.toContain('root:');
  }
});

it('has the graph at the same origin', async () => {
  const response = await gateway.post('/graphql', { query: '{ __typename }' }, {}, 'user');
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});
