import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { breakingChanges } from './breaking-changes.ts';

const BEFORE = 'type Query { clips(first: Int): [Clip!]! } type Clip { id: ID! title: String }';

it('names what an audience loses, and nothing that it gains', () => {
  const gains = buildSchema(`${BEFORE} extend type Clip { note: String }`);
  expect(breakingChanges('partner', BEFORE, gains)).toEqual([]);
  const loses = buildSchema('type Query { clips(first: Int!): [Clip!]! } type Clip { id: ID! }');
  expect(breakingChanges('partner', BEFORE, loses)).toEqual([
    { audience: 'partner', change: 'Query.clips arg first has changed type from Int to Int!.' },
    { audience: 'partner', change: 'Clip.title was removed.' },
  ]);
});
