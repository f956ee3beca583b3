import type { GraphQLFormattedError } from 'graphql';

/** Data as subgraphs answer it, joined in place while a plan runs. */
export type Data = { [key: string]: unknown };

/** Place in a response: response names and list indexes. */
export type Path = readonly (string | number)[];

/** An error as it goes into the response. */
export type ResponseError = GraphQLFormattedError;

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value that is the object's own. Aliases are chosen by clients: `constructor` must not find JavaScript's.
 * Data holds no functions, so this is all there is to look out for; `__proto__` is refused as an alias.
 */
export function valueAt(object: Data, key: string): unknown {
  const value = object[key];
  return typeof value === 'function' ? undefined : value;
}
