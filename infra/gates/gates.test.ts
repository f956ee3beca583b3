import { readFileSync } from 'node:fs';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { expect, it } from 'vitest';
import { GATES, gateOf } from './gates.ts';
import { testFiles } from './test-files.ts';

it('every test file goes through exactly one gate, and no gate is empty', () => {
  const files = testFiles();
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((file) => gateOf(file) === null)).toEqual([]);
  const counts = Object.keys(GATES).map((name) => files.filter((file) => gateOf(file) === name).length);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(files.length);
  for (const count of counts) expect(count).toBeGreaterThan(3);
});

it('every gate has its npm script', () => {
  const { scripts } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const name of [...Object.keys(GATES), 'aws']) expect(Object.keys(scripts)).toContain(`gate:${name}`);
});
