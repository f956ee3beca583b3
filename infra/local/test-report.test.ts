import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countTests } from './test-report.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function lineOf(content: string, exitCode = 0): Promise<string> {
  const file = path.join(folder, 'report.json');
  await writeFile(file, content);
  return countTests(file, exitCode).line;
}

const report = (more: object) => {
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] };
  return JSON.stringify({ ...none, ...more });
};

test('counts passed and failed tests, and skipped ones only when there are some', async () => {
  expect(await lineOf(report({ numPassedTests: 7, numFailedTests: 2 }))).toBe('7 passed, 2 failed');
  expect(await lineOf(report({ numPassedTests: 7, numPendingTests: 1 }))).toBe(
    '7 passed, 0 failed, 1 skipped',
  );
});

test('counts a file that could not be loaded as a failure', async () => {
  const unloaded = { status: 'failed', assertionResults: [] };
  const failed = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
  const testResults = [unloaded, failed];
  expect(await lineOf(report({ numPassedTests: 1, numFailedTests: 1, testResults }))).toBe(
    '1 passed, 2 failed',
  );
});

test('counts a missing or broken report as a failure', async () => {
  expect(countTests(path.join(folder, 'absent.json'), 0).line).toBe('0 passed, 1 failed');
  expect(await lineOf('{"numPassed')).toBe('0 passed, 1 failed');
});

test('counts an error that no test is blamed for as a failure', async () => {
  expect(await lineOf(report({ numPassedTests: 7 }), 1)).toBe('7 passed, 1 failed');
  expect(await lineOf(report({ numPassedTests: 7, numFailedTests: 2 }), 1)).toBe('7 passed, 2 failed');
});
