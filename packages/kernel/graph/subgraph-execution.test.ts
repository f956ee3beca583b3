import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { expect, it } from 'vitest';
import type { CallContext } from '../context.ts';
import { StudioError } from '../errors.ts';
import type { MountedSubgraph } from '../host.ts';
import { SubgraphExecution } from './subgraph-execution.ts';

const executionThatFails = (error: Error): SubgraphExecution => {
  const fails = { type: GraphQLString, resolve: () => Promise.reject(error) };
  const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { fails } }) });
  const services = { log: { error: () => undefined } };
  return new SubgraphExecution({ name: 'toy', schema, services } as unknown as MountedSubgraph);
};
const answerTo = async (error: Error) => {
  const ctx = { correlationId: 'c' } as CallContext;
  const { errors } = await executionThatFails(error).execute(ctx, { query: '{ fails }' });
  return errors![0]!;
};

it('says of outages that trying again helps, and of defects that it does not', async () => {
  const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
  const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  for (const error of [starting, gone]) {
    const { extensions, message } = await answerTo(error);
    expect(extensions).toEqual({ code: 'UNAVAILABLE', retryable: true });
    expect(message).toContain('Try again');
  }
  const store = await answerTo(new StudioError('STORAGE_FAILED', 'copy', { retryable: true }));
  expect(store.extensions).toEqual({ code: 'STORAGE_FAILED', retryable: true });
  expect((await answerTo(new Error('boom'))).extensions).toEqual({
    code: 'INTERNAL_SERVER_ERROR',
    retryable: false,
  });
});
