import { execFileSync } from 'node:child_process';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';

/** Every test file of the repository, relative to it. */
export function testFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts', '*.test.tsx'];
  return execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).split('\n').filter(Boolean).sort();
}
