import { cacheWarnings } from '@effect-studio/web-kit/graph/cache-warnings.ts';
import type { DocumentNode } from 'graphql';
import { expect, it } from 'vitest';
import * as generated from '../../generated/graphql.ts';
import { cacheKeys, cacheUpdates } from './cache-updates.ts';

it('keeps every answer that this app can get without a warning of the cache', async () => {
  const documents = Object.entries(generated).flatMap(([name, value]) =>
    name.endsWith('Document') ? [value as DocumentNode] : [],
  );
  expect(documents.length).toBeGreaterThan(10);
  expect(await cacheWarnings('admin', documents, { keys: cacheKeys, updates: cacheUpdates })).toEqual([]);
});
