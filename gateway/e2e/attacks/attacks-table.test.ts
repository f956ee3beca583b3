import { readFileSync } from 'node:fs';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { expect, it } from 'vitest';

const TABLE = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const ATTACKS = TABLE.split('\n').flatMap((line) => {
  const [, attack, file, title] = /^\| ([^|]+) \| `([^`]+)` \| `([^|]+)` \|$/.exec(line) ?? [];
  return attack ? [{ attack, file: file!, title: title! }] : [];
});

it('has a row for each attack', () => {
  const rows = TABLE.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| attack'));
  expect(ATTACKS).toHaveLength(rows.length);
  expect(ATTACKS.length).toBeGreaterThan(25);
});

it.each(ATTACKS)('names a test that is there: $attack', ({ file, title }) => {
  expect(readFileSync(`${REPOSITORY}${file}`, 'utf8')).toContain(title);
});
