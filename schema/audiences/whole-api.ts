import { buildASTSchema, type DocumentNode, type GraphQLSchema, Kind } from 'graphql';
import { withClientDirectives } from './client-directives.ts';

/** Everything there is, the internal parts included: what our own contexts ask each other by. */
export function wholeApi(api: DocumentNode): GraphQLSchema {
  return buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: api.definitions.map(withClientDirectives) },
    { assumeValidSDL: true },
  );
}
