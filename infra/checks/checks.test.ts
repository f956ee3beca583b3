import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPermissive, unclear } from './licences.ts';
import { findSecrets } from './secrets.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'secrets-'));
  execFileSync('git', ['init', '-q'], { cwd: root });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const found = (text: string): string[] => {
  writeFileSync(join(root, 'file.ts'), text);
  return findSecrets(root).map(({ what }) => what);
};

/** Put together here, so that this file does not hold one. */
const join2 = (...parts: string[]): string => parts.join('');

describe('the search for secrets', () => {
  it.each([
    ['an AWS access key', join2('AK', 'IA', 'ABCDEFGHIJKLMNOP')],
    ['a GitHub token', join2('gh', 'p_', 'a'.repeat(36))],
    ['a Slack token or webhook', join2('https://hooks.slack', '.com/services/', 'T01234567/B0/x')],
    ['a Stripe live key', join2('sk_', 'live_', 'a'.repeat(24))],
    ['an npm token', join2('np', 'm_', 'b'.repeat(36))],
    ['a password in a URL', join2('postgres://', 'studio:', 'correct-horse', '@db/studio')],
    ['a private key', join2('-----BEGIN ', 'PRIVATE KEY-----', '\\n', 'MC4CAQAwBQYDK2VwBCIEIA')],
  ])('finds %s', (what, secret) => {
    expect(found(`const value = '${secret}';\n`)).toEqual([what]);
  });

  it('lets placeholders and variables be', () => {
    const harmless = [
      'postgres://user:$PASSWORD@db/studio',
      'postgres://postgres:postgres@127.0.0.1/x',
      "z.string().includes('PRIVATE KEY')",
      'sk-...',
    ];
    expect(found(`${harmless.join('\n')}\n`)).toEqual([]);
  });
});

describe('the look at licences', () => {
  it('reads SPDX expressions: one side of an OR suffices, every side of an AND counts', () => {
    expect(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'].map(isPermissive)).toEqual([true, true, true]);
    expect(['GPL-3.0', 'MIT AND GPL-3.0', 'NONE', ''].map(isPermissive)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('accepts what is known to be under its terms only', () => {
    const packages = [
      { name: '@apollo/query-planner', licence: 'Elastic-2.0' },
      { name: 'other', licence: 'Elastic-2.0' },
      { name: '@apollo/query-planner', licence: 'BUSL-1.1' },
    ];
    expect(unclear(packages)).toEqual(packages.slice(1));
  });
});
