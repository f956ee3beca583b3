import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { TestGateway } from '../harness/test-gateway.ts';

let gateway: TestGateway;
afterEach(() => gateway.stop());

const webDir = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'web-'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>the app</title>');
  return folder;
};

it('is at every port in development, with all that it loads, and loads nothing from elsewhere', async () => {
  gateway = await TestGateway.open({ webDir: webDir() });
  for (const app of ['api', 'user', 'admin'] as const) {
    const page = await fetch(gateway.url('/graphiql', app));
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    const text = await page.text();
    expect(text).toContain(`data-app="${app}"`);
    const loaded = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address!);
    expect(loaded).toHaveLength(3);
    for (const address of [...loaded, '/graphiql/graphql.worker.js', '/graphiql/json.worker.js']) {
      const file = await fetch(gateway.url(address, app));
      expect({ address, status: file.status }).toEqual({ address, status: 200 });
      expect(file.headers.get('content-type')).toMatch(/^text\/(css|javascript)/);
      expect((await file.text()).length).toBeGreaterThan(500);
    }
    // No script in the page itself, which its policy would not run.
    expect(text).not.toMatch(/<script>|https?:/);
  }
  expect((await fetch(gateway.url('/graphiql/../package.json'))).status).toBe(404);
  expect((await fetch(gateway.url('/graphiql/nothing.js'))).status).toBe(404);
});

it('is not there in production', async () => {
  gateway = await TestGateway.open({ webDir: webDir(), mode: 'production' });
  expect((await fetch(gateway.url('/graphiql'))).status).toBe(404);
  expect(await (await fetch(gateway.url('/graphiql', 'user'))).text()).toContain('the app');
  expect((await fetch(gateway.url('/graphiql/main.js', 'user'))).status).toBe(404);
});
