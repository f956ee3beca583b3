import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedProcess } from './services/embedded-process.ts';
import { identify } from './services/process-identity.ts';
import { SupervisedProcess } from './supervised-process.ts';

let stateDir: string;
let supervised: SupervisedProcess;
let said: string[];

beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'supervised-'));
  said = [];
  supervised = new SupervisedProcess({
    name: 'sleeper',
    start: () =>
      startEmbeddedProcess({ name: 'sleeper', command: 'sleep', args: ['600'], env: process.env, stateDir }),
    say: (sentence) => said.push(sentence),
  });
  await supervised.start();
});

afterEach(async () => {
  await supervised.stop();
  await rm(stateDir, { recursive: true, force: true });
});

test('starts a killed process again and says so', async () => {
  const before = supervised.pid;
  supervised.kill('SIGKILL');
  await expect.poll(() => said).toContain('sleeper is back.');
  expect(said[0]).toBe('sleeper was ended by SIGKILL; starting it again in 0.25 s.');
  expect(supervised.pid).not.toBe(before);
});

test('replaces the process on a restart without calling it a failure', async () => {
  const before = supervised.pid;
  await supervised.restart();
  expect(supervised.pid).not.toBe(before);
  expect(identify(before ?? 0)).toBeNull();
  expect(said).toEqual([]);
});

test('leaves nothing running once stopped, also when stopped between a failure and the next start', async () => {
  const before = supervised.pid ?? 0;
  supervised.kill('SIGKILL');
  await expect.poll(() => said.length).toBe(1);
  await supervised.stop();
  expect(supervised.pid).toBeNull();
  expect(identify(before)).toBeNull();
});
