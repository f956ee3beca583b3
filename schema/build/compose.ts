import { composeServices } from '@apollo/composition';
import { type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { AUDIENCES } from '../audiences/audience.ts';
import { type Contract, contractOf } from '../audiences/contract.ts';
import { apiDocument } from '../audiences/supergraph-document.ts';
import { wholeApi } from '../audiences/whole-api.ts';
import type { ContextSdl } from './contexts.ts';

/** A composed graph: the supergraph for the gateway, and the API schema, internal parts included. */
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
  const apiSchema = wholeApi(apiDocument(parse(result.supergraphSdl)));
  return {
    supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`,
    apiSdl: printSorted(apiSchema),
    apiSchema,
  };
}

/** The contracts of all audiences. @throws Error where one of them does not hold together */
export function contractsOf(supergraphSdl: string): Contract[] {
  const api = apiDocument(parse(supergraphSdl));
  return AUDIENCES.map((audience) => contractOf(api, audience));
}

/** A schema as it is committed. */
export const printSorted = (schema: GraphQLSchema): string =>
  `${printSchema(lexicographicSortSchema(schema))}\n`;
