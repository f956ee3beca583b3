import { createRequest, formatDocument, makeOperation, type Operation } from '@urql/core';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { withHash } from './by-hash.ts';

const operation = (document: object, kind: Operation['kind'] = 'query'): Operation =>
  makeOperation(kind, createRequest(document as never, {}), {
    url: '/graphql',
    requestPolicy: 'network-only',
  });

it('sends the hash that the generator has put into a document, also when the cache has changed the document', () => {
  const document = { ...parse('{ me { id } }'), __meta__: { hash: 'sha256:abc' } };
  for (const form of [document, formatDocument(document)]) {
    for (const kind of ['query', 'mutation', 'subscription'] as const) {
      expect(withHash(operation(form, kind)).extensions).toEqual({
        persistedQuery: { version: 1, sha256Hash: 'abc' },
      });
    }
  }
});

it('leaves documents alone that have none', () => {
  expect(withHash(operation(parse('{ me { name } }'))).extensions).toBeUndefined();
});
