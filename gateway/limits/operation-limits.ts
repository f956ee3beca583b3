import { type DocumentNode, GraphQLError } from 'graphql';
import type { OperationLimits } from './audience-limits.ts';
import { type Measure, measure } from './measure.ts';

const WORDS: Readonly<Record<keyof Measure, string>> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  fields: 'fields',
  rootFields: 'fields of the root type',
  directives: 'directives',
};

/**
 * What is too much about a document, each with its number. Looked at before the rules of the specification, some
 * of which compare every field with every other.
 */
export function excesses(document: DocumentNode, limits: OperationLimits): GraphQLError[] {
  const measured = measure(document);
  return (Object.keys(WORDS) as (keyof Measure)[])
    .filter((what) => measured[what] > limits[what])
    .map((what) => tooMuch(WORDS[what], measured[what], limits[what]));
}

/** An operation that may ask for more objects than its audience may have. */
export const tooDear = (cost: number, limit: number): GraphQLError =>
  tooMuch('as its cost', cost, limit, 'Ask for shorter lists, or split it.');

function tooMuch(what: string, actual: number, limit: number, advice = 'Split it.'): GraphQLError {
  return new GraphQLError(`The operation has ${actual} ${what}; ${limit} are allowed. ${advice}`, {
    extensions: { code: 'OPERATION_TOO_LARGE', limit, actual },
  });
}
