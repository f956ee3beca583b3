import { nameOf } from '@effect-studio/schema/audiences/contract';
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';

/** What asking for one field costs, by `@cost` and `@listSize` (IBM's GraphQL cost directives, as Federation has them). */
export interface FieldCost {
  /** Per value. */
  readonly weight: number;
  readonly isList: boolean;
  /** Values of a list whose length nothing tells. */
  readonly assumedSize: number;
  /** Arguments that tell the length of the list, with their defaults. */
  readonly slicing: readonly { readonly name: string; readonly default: number | null }[];
  /** Fields of the answer that are as long as the slicing argument says; empty: the field itself. */
  readonly sizedFields: readonly string[];
}

/** A list of which nothing is known. */
const ASSUMED_SIZE = 10;
const OBJECT_WEIGHT = 1;
const MUTATION_WEIGHT = 10;

/** Costs of all fields, read once per supergraph. */
export class CostTable {
  readonly #byField = new Map<string, FieldCost>();

  /** @param api the API part of a supergraph, directives included */
  constructor(api: DocumentNode) {
    const weights = new Map<string, number>();
    const composite = new Set<string>();
    for (const type of api.definitions) {
      if (!('name' in type) || !type.name || !('directives' in type)) continue;
      const weight = numberIn(find(type.directives, 'cost'), 'weight');
      if (weight !== null) weights.set(type.name.value, weight);
      if (!('fields' in type) && type.kind !== Kind.UNION_TYPE_DEFINITION) continue;
      if (type.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) composite.add(type.name.value);
    }
    for (const type of api.definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      for (const field of type.fields ?? []) {
        const named = nameOf(field.type);
        const byType = weights.get(named) ?? (composite.has(named) ? OBJECT_WEIGHT : 0);
        const own = numberIn(find(field.directives, 'cost'), 'weight') ?? byType;
        const weight = own + (type.name.value === 'Mutation' ? MUTATION_WEIGHT : 0);
        this.#byField.set(`${type.name.value}.${field.name.value}`, fieldCost(field, weight));
      }
    }
  }

  of(type: string, field: string): FieldCost | null {
    return this.#byField.get(`${type}.${field}`) ?? null;
  }
}

function fieldCost(field: FieldDefinitionNode, weight: number): FieldCost {
  const listSize = find(field.directives, 'listSize');
  const slicing = namesIn(listSize, 'slicingArguments').map((name) => {
    const given = field.arguments?.find((argument) => argument.name.value === name)?.defaultValue;
    return { name, default: given ? toNumber(valueFromASTUntyped(given)) : null };
  });
  return {
    weight,
    isList: isList(field.type),
    assumedSize: numberIn(listSize, 'assumedSize') ?? ASSUMED_SIZE,
    slicing,
    sizedFields: namesIn(listSize, 'sizedFields'),
  };
}

const isList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));

const find = (directives: readonly DirectiveNode[] | undefined, name: string) =>
  directives?.find((directive) => directive.name.value === name);

const valueIn = (directive: DirectiveNode | undefined, argument: string): unknown => {
  const value = directive?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value ? valueFromASTUntyped(value) : undefined;
};

const toNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const numberIn = (directive: DirectiveNode | undefined, argument: string): number | null =>
  toNumber(valueIn(directive, argument));

const namesIn = (directive: DirectiveNode | undefined, argument: string): string[] => {
  const value = valueIn(directive, argument);
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
};
