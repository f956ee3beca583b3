import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identify, isAlive } from './process-identity.ts';
import { stopRecordedProcess, stopStaleProcesses } from './stale-processes.ts';

let stateDir: string;
let left: ChildProcess;

beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'stale-'));
  mkdirSync(path.join(stateDir, 'pids'));
  left = spawn('sleep', ['600']);
  await once(left, 'spawn');
});

afterEach(async () => {
  left.kill('SIGKILL');
  await rm(stateDir, { recursive: true, force: true });
});

function record(more: object): string {
  const file = path.join(stateDir, 'pids', 'left.json');
  writeFileSync(file, JSON.stringify({ ...identify(left.pid ?? 0), command: 'sleep', ...more }));
  return file;
}

test('ends a process that an earlier supervisor left behind', async () => {
  const file = record({});
  const ended = once(left, 'exit');
  expect(await stopStaleProcesses(stateDir)).toEqual(['left']);
  await ended;
  expect(existsSync(file)).toBe(false);
});

test('kills one that ignores the request', async () => {
  left.kill('SIGKILL');
  left = spawn('sh', ['-c', 'trap "" INT TERM; echo ready; while :; do sleep 1; done'], { stdio: 'pipe' });
  if (left.stdout) await once(left.stdout, 'data');
  const ended = once(left, 'exit');
  expect(await stopRecordedProcess(record({ command: 'sh' }), 100)).toBe(true);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('spares a process that got the recorded pid later', async () => {
  const file = record({ startedAt: '1' });
  expect(await stopRecordedProcess(file)).toBe(false);
  expect(isAlive({ pid: left.pid ?? 0, startedAt: identify(left.pid ?? 0)?.startedAt ?? '' })).toBe(true);
  expect(existsSync(file)).toBe(false);
});

test('spares a process of another program', async () => {
  expect(await stopRecordedProcess(record({ command: 'redis-server' }))).toBe(false);
  expect(identify(left.pid ?? 0)).not.toBeNull();
});
