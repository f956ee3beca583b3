import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TrustedDocuments } from './trusted-documents.ts';

const ROOT = new URL('../../', import.meta.url);
const trusted = TrustedDocuments.read();

it('finds every document that the web apps send by the hash that they send', () => {
  for (const app of ['web-user', 'web-admin']) {
    const file = new URL(`${app}/generated/graphql.ts`, ROOT);
    expect(existsSync(file)).toBe(true);
    const hashes = [
      ...readFileSync(file, 'utf8').matchAll(/"__meta__":\{"hash":"(?:sha256:)?([0-9a-f]{64})"\}/g),
    ];
    expect(hashes.length).toBeGreaterThan(10);
    expect(hashes.filter(([, hash]) => trusted.byHash(hash!) === null)).toEqual([]);
  }
});
