import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { TypeConditions } from '../planning/type-conditions.ts';
import { type Data, isData, valueAt } from './data.ts';
import { mergeInto } from './merge.ts';
import type { Rewrite } from './rewrites.ts';

type Required =
  | { readonly key: string; readonly inner: readonly Required[] | null }
  | { readonly types: ReadonlySet<string>; readonly inner: readonly Required[] };

/** Entities to ask for, each once, and which of the objects each of them belongs to. */
export interface Representations {
  readonly distinct: readonly Data[];
  /** Of each object: index in `distinct`, or -1 when it lacks what the fetch requires. */
  readonly indexes: readonly number[];
}

export interface ReaderOptions {
  /** Of representations, on their way to the subgraph. */
  readonly rewrites: readonly Rewrite[];
  readonly conditions: TypeConditions;
  /** The outer names of each key that the subgraph finds entities of a type by. */
  keysOf(type: string): readonly (readonly string[])[];
}

/** Reads out of objects what a fetch requires of them (`@key`, `@requires`), compiled from the plan's selections. */
export class RepresentationReader {
  readonly #required: readonly Required[];
  readonly #rewrites: readonly Rewrite[];
  readonly #keysOf: ReaderOptions['keysOf'];

  constructor(
    selections: readonly QueryPlanSelectionNode[],
    { rewrites, conditions, keysOf }: ReaderOptions,
  ) {
    this.#required = compile(selections, conditions);
    this.#rewrites = rewrites;
    this.#keysOf = keysOf;
  }

  read(objects: readonly Data[]): Representations {
    const distinct: Data[] = [];
    const indexes = new Array<number>(objects.length);
    const known = new Map<string, number>();
    for (let at = 0; at < objects.length; at += 1) {
      const representation = read(objects[at]!, this.#required);
      if (!representation?.__typename) {
        indexes[at] = -1;
        continue;
      }
      for (const rewrite of this.#rewrites) rewrite(representation);
      if (this.#required.length > 1 && !this.#hasKey(representation)) {
        indexes[at] = -1;
        continue;
      }
      const key = keyOf(representation);
      let index = known.get(key);
      if (index === undefined) {
        index = distinct.length;
        known.set(key, index);
        distinct.push(representation);
      }
      indexes[at] = index;
    }
    return { distinct, indexes };
  }

  /**
   * Of several conditions one may hold for objects that the fetch is not for, such as that of an interface of which
   * something is required: without a key the subgraph could not find them, and fail for all.
   */
  #hasKey(representation: Data): boolean {
    const keys = this.#keysOf(String(representation.__typename));
    return keys.some((names) => names.every((name) => representation[name] !== undefined));
  }
}

function compile(selections: readonly QueryPlanSelectionNode[], conditions: TypeConditions): Required[] {
  return selections.flatMap((selection): Required[] => {
    if (selection.kind === 'Field') {
      const inner = selection.selections ? compile(selection.selections, conditions) : null;
      return [{ key: selection.alias ?? selection.name, inner }];
    }
    const inner = compile(selection.selections, conditions);
    // A fragment without a condition lets everything through.
    return selection.typeCondition
      ? [{ types: conditions.satisfying(selection.typeCondition), inner }]
      : inner;
  });
}

/**
 * @returns null when something required is not there: it could not be fetched, which has been reported
 * where it happened
 */
function read(source: Data, required: readonly Required[]): Data | null {
  const only = required.length === 1 ? required[0]! : null;
  // Nearly always: one type, whose fields need not be merged with others.
  if (only && 'types' in only) {
    return (only.types.has(source.__typename as string) && read(source, only.inner)) || {};
  }
  const result: Data = {};
  for (const one of required) {
    if ('key' in one) {
      const value = valueAt(source, one.key);
      if (value === undefined) return null;
      result[one.key] = one.inner ? readEach(value, one.inner) : value;
    } else if (one.types.has(source.__typename as string)) {
      const inner = read(source, one.inner);
      if (inner) mergeInto(result, inner);
    }
  }
  return result;
}

function readEach(value: unknown, required: readonly Required[]): unknown {
  if (Array.isArray(value)) return value.map((item) => readEach(item, required));
  return isData(value) ? read(value, required) : null;
}

/** The same for equal representations. Keys of entities are mostly few and plain, and cost less than their JSON. */
function keyOf(representation: Data): string {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    if (typeof value === 'object' && value !== null) return JSON.stringify(representation);
    key += typeof value === 'string' ? `${name}:${value.length}:${value};` : `${name}=${String(value)};`;
  }
  return key;
}
