import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from './content-hash.ts';
import { runToEnd } from './run-to-end.ts';
import { LocalFault } from './services/local-fault.ts';
import { repositoryRoot } from './services/service-context.ts';

const generator = 'schema/build/main.ts';
const sources = [
  'package-lock.json',
  'schema',
  'subgraphs',
  'gateway',
  'gpu-agent',
  'packages',
  'web-user',
  'web-admin',
];
const contracts = /(\.graphql|\.graphql\.ts|\.documents\.ts)$|^schema\/|^package-lock\.json$|\/generated\//;

/**
 * Generates what is derived from the schema and not committed, unless nothing that it depends on (its own results
 * included) has changed since the last time.
 * @returns whether it had to
 * @throws LocalFault when there is no generator or it fails
 */
export async function generateWhenStale(): Promise<boolean> {
  if (!existsSync(path.join(repositoryRoot, generator))) {
    throw new LocalFault('GENERATOR_MISSING', `This checkout is incomplete: ${generator} is missing.`);
  }
  const stamp = path.join(repositoryRoot, '.studio', 'generated.sha256');
  const current = () => contentHash(repositoryRoot, sources, (file) => contracts.test(file));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current()) return false;
  await runToEnd('Generating types from the schema', generator, [], process.env);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, current());
  return true;
}
