import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import type { ContextSdl } from './contexts.ts';

/** A composed graph: the supergraph for the gateway and the API schema for clients. */
export interface Composition {
  supergraphSdl: string;
  apiSdl: string;
  apiSchema: GraphQLSchema;
}

/**
 * Composes the contexts into one supergraph.
 * @throws Error with every composition fault
 */
export function compose(contexts: readonly ContextSdl[]): Composition {
  const result = composeServices(
    contexts.map(({ name, sdl }) => ({ name, url: `http://${name}.invalid/graphql`, typeDefs: parse(sdl) })),
  );
  if (result.errors)
    throw new Error(
      `the contexts do not compose:\n${result.errors.map((error) => `  ${error.message}`).join('\n')}`,
    );
  const apiSchema = Supergraph.build(result.supergraphSdl, { validateSupergraph: false })
    .apiSchema()
    .toGraphQLJSSchema();
  return {
    supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`,
    apiSdl: `${printSchema(lexicographicSortSchema(apiSchema))}\n`,
    apiSchema,
  };
}
