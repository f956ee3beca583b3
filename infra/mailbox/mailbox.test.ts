import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMailbox } from './mailbox-server.ts';

let stateDir: string;
let box: Awaited<ReturnType<typeof openMailbox>>;
beforeAll(async () => {
  stateDir = mkdtempSync(path.join(tmpdir(), 'mailbox-'));
  mkdirSync(path.join(stateDir, 'mail'));
  const write = (name: string, letter: object | string) =>
    writeFileSync(
      path.join(stateDir, 'mail', name),
      typeof letter === 'string' ? letter : JSON.stringify(letter),
    );
  const letter = { to: 'anna@example.org', text: 'Your code is 123456.' };
  write('01.json', { ...letter, subject: 'The older', sentAt: '2026-01-01T00:00:00Z' });
  write('02.json', { ...letter, subject: '<script>alert(1)</script>', sentAt: '2026-01-01T00:00:02Z' });
  mkdirSync(path.join(stateDir, 'sms'));
  const message = { to: '+491', text: 'Between the two', sentAt: '2026-01-01T00:00:01Z' };
  writeFileSync(path.join(stateDir, 'sms', '01.json'), JSON.stringify(message));
  write('03.json', 'half a le');
  box = await openMailbox(stateDir);
});
afterAll(async () => {
  await box.close();
  rmSync(stateDir, { recursive: true });
});

describe('the page of caught letters', () => {
  it('shows them newest first, as text', async () => {
    const page = await (await fetch(box.url)).text();
    expect(page).toContain('Your code is 123456.');
    expect(page).not.toContain('<script>');
    const order = ['alert(1)', 'Between the two', 'The older'].map((words) => page.indexOf(words));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('is shown to nobody who does not know its address', async () => {
    const { origin } = new URL(box.url);
    for (const place of ['/', `/${'x'.repeat(32)}`]) {
      const response = await fetch(`${origin}${place}`);
      expect([response.status, await response.text()]).toEqual([404, 'Nothing is here.\n']);
    }
    const { pathname, port } = new URL(box.url);
    const otherName = await fetch(`http://localhost:${port}${pathname}`).catch(() => null);
    expect(otherName === null || otherName.status === 404).toBe(true);
  });
});
