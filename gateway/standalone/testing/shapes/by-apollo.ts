import { Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { type ExecutionResult, parse } from 'graphql';
import { LoadedSupergraph } from '../../../execution/planning/supergraph.ts';
import type { Ask } from './shape.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Answers operations as Apollo's own executor does, over the same addresses. */
export function byApollo(supergraphSdl: string): (ask: Ask) => Promise<ExecutionResult> {
  const loaded = LoadedSupergraph.load(supergraphSdl);
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: true });
  const api = supergraph.apiSchema();
  const schema = api.toGraphQLJSSchema();
  const whole = supergraph.schema.toGraphQLJSSchema();
  const sources = Object.fromEntries(
    loaded.subgraphs.map(({ name, url }): [string, GraphQLDataSource] => [
      name,
      {
        process: async ({ request: { query, variables } }) => {
          const response = await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ query, variables }),
          });
          return (await response.json()) as never;
        },
      },
    ]),
  );
  return async ({ query, variables = {} }) => {
    const document = parse(query);
    const request = { request: { variables }, context: {}, metrics: {}, logger: silent };
    const operationDocument = { schema, operationDocument: document };
    return (await executeQueryPlan(
      loaded.plan(document, undefined),
      sources,
      request as never,
      buildOperationContext(operationDocument),
      whole,
      api,
    )) as ExecutionResult;
  };
}
