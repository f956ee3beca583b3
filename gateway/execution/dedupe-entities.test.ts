import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { dedupeEntities } from './dedupe-entities.ts';

const of = (ids: string[]) =>
  dedupeEntities({
    query: 'query ($representations: [_Any!]!) { _entities(representations: $representations) { id } }',
    variables: { first: 1, representations: ids.map((id) => ({ __typename: 'User', id })) },
  });

describe('entities that stand in several places', () => {
  it('are asked once and answered everywhere, each place with an object of its own', () => {
    const { operation, expand } = of(['a', 'b', 'a']);
    expect(operation.variables).toMatchObject({ first: 1, representations: [{ id: 'a' }, { id: 'b' }] });
    const entities = expand({ data: { _entities: [{ name: 'A' }, { name: 'B' }] } }).data!
      ._entities as object[];
    expect(entities).toEqual([{ name: 'A' }, { name: 'B' }, { name: 'A' }]);
    expect(entities[0]).not.toBe(entities[2]);
  });

  it('report an error at each of their places', () => {
    const { expand } = of(['a', 'b', 'a']);
    const error = new GraphQLError('no', { path: ['_entities', 0, 'name'], extensions: { code: 'X' } });
    const paths = expand({ data: { _entities: [null, {}] }, errors: [error] }).errors!.map(
      ({ path }) => path,
    );
    expect(paths).toEqual([
      ['_entities', 0, 'name'],
      ['_entities', 2, 'name'],
    ]);
  });

  it('pass unchanged when all differ', () => {
    const asked = of(['a', 'b']);
    expect(asked.operation.variables!.representations).toHaveLength(2);
  });
});
