import { readFileSync } from 'node:fs';
import { buildSchema, completeSdl } from '@effect-studio/kernel/subgraph';
import { compose } from '@effect-studio/schema/build/compose';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { describe, expect, it } from 'vitest';
import { CONTEXTS } from './contexts.ts';

describe('the graph', () => {
  it.each(CONTEXTS.map((context) => [context.name, context] as const))(
    'of %s can be executed, and every root field of it says who may ask',
    (_name, context) => {
      // Throws when a root field is unguarded.
      expect(buildSchema(context).getQueryType() ?? null).not.toBeNull();
    },
  );

  it('that the mounted contexts make together is the committed supergraph', () => {
    const sdls = CONTEXTS.map(({ name, typeDefs }) => ({ name: String(name), sdl: completeSdl(typeDefs) }));
    sdls.sort((one, other) => (one.name < other.name ? -1 : 1));
    const { supergraphSdl, apiSdl } = compose(sdls);
    expect(supergraphSdl).toBe(readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8'));
    expect(apiSdl).toBe(readFileSync(`${REPOSITORY}schema/api.graphql`, 'utf8'));
  });
});
