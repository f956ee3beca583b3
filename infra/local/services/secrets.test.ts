import { createECDH, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSecrets } from './secrets.ts';

let stateDir: string;
const file = () => path.join(stateDir, 'secrets.json');

beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'secrets-'));
});

afterEach(() => rm(stateDir, { recursive: true, force: true }));

test('keeps what it generated, readable by its owner alone', () => {
  const first = openSecrets(stateDir);
  expect(first.studioSecret).toMatch(/^[0-9a-f]{64}$/);
  chmodSync(file(), 0o644);
  expect(openSecrets(stateDir)).toEqual(first);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('generates only what an older file lacks', () => {
  const first = openSecrets(stateDir);
  const { redisPassword: _dropped, ...older } = JSON.parse(readFileSync(file(), 'utf8'));
  writeFileSync(file(), JSON.stringify(older));
  const second = openSecrets(stateDir);
  expect(second.redisPassword).not.toBe(first.redisPassword);
  expect({ ...second, redisPassword: first.redisPassword }).toEqual(first);
});

test('makes a pair of keys that belong together', () => {
  const { internalTokenPrivateKey, internalTokenPublicKey } = openSecrets(stateDir);
  const text = Buffer.from('token');
  const signature = sign(null, text, createPrivateKey(internalTokenPrivateKey));
  expect(verify(null, text, createPublicKey(internalTokenPublicKey), signature)).toBe(true);
});

test('makes a pair for pushes, each key of its full length', () => {
  const { vapidPrivateKey, vapidPublicKey } = openSecrets(stateDir);
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(vapidPrivateKey, 'base64url');
  expect(pair.getPublicKey('base64url')).toBe(vapidPublicKey);
  expect([vapidPublicKey.length, vapidPrivateKey.length]).toEqual([87, 43]);
});
