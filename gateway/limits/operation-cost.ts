import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { CheckedOperation } from '../execution/operation-gate.ts';
import type { CostTable, FieldCost } from './cost-table.ts';

type Variables = Readonly<Record<string, unknown>>;
type Costing = (variables: Variables) => number;

/**
 * The static cost of operations: how many objects an answer may have, each by its weight. Written once per
 * operation as a function of its variables, so that a request costs a few multiplications.
 */
export class OperationCosts {
  readonly #table: CostTable;
  readonly #known = new WeakMap<OperationDefinitionNode, Costing>();

  constructor(table: CostTable) {
    this.#table = table;
  }

  of(operation: CheckedOperation, variables: Variables): number {
    const known = this.#known.get(operation.operation);
    if (known) return known(variables);
    const costing = new Compilation(this.#table, operation).compile();
    this.#known.set(operation.operation, costing);
    return costing(variables);
  }
}

/** The length that a slicing argument gives to a field of the answer. */
type Sizes = ReadonlyMap<string, Costing>;

const NO_SIZES: Sizes = new Map();

class Compilation {
  readonly #table: CostTable;
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #defaults: Variables;

  constructor(table: CostTable, { schema, document, operation }: CheckedOperation) {
    this.#table = table;
    this.#schema = schema;
    this.#operation = operation;
    this.#fragments = fragmentsOf(document);
    this.#defaults = Object.fromEntries(
      (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
      ),
    );
  }

  compile(): Costing {
    const root = this.#schema.getRootType(this.#operation.operation);
    const costing = root ? this.#selections(this.#operation.selectionSet, root, NO_SIZES) : constant(0);
    const defaults = this.#defaults;
    return (variables) => Math.ceil(costing({ ...defaults, ...variables }));
  }

  /** Fields of one type are summed; of fragments on different object types only the dearest can apply. */
  #selections(set: SelectionSetNode | undefined, parent: GraphQLCompositeType, sizes: Sizes): Costing {
    const always: Costing[] = [];
    const perType = new Map<string, Costing[]>();
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        always.push(this.#field(selection, parent, sizes));
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value;
      const type = condition ? this.#schema.getType(condition) : parent;
      if (!fragment || !isCompositeType(type)) continue;
      const inner = this.#selections(fragment.selectionSet, type, sizes);
      if (isObjectType(type) && isAbstractType(parent)) {
        perType.set(type.name, [...(perType.get(type.name) ?? []), inner]);
      } else always.push(inner);
    }
    const alternatives = [...perType.values()].map(sum);
    return alternatives.length === 0 ? sum(always) : sum([...always, dearest(alternatives)]);
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, sizes: Sizes): Costing {
    const cost = this.#table.of(parent.name, node.name.value);
    const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    if (!cost || !field) return constant(0);
    const length = this.#length(node, cost);
    const sized = new Map(cost.sizedFields.map((name) => [name, length]));
    const type = getNamedType(field.type);
    const inner = isCompositeType(type) ? this.#selections(node.selectionSet, type, sized) : constant(0);
    const own = sizes.get(node.name.value) ?? (cost.isList && cost.sizedFields.length === 0 ? length : null);
    const { weight } = cost;
    if (!own) return (variables) => weight + inner(variables);
    return (variables) => own(variables) * (weight + inner(variables));
  }

  /** The largest of the slicing arguments that are given; what is assumed without any. */
  #length(node: FieldNode, cost: FieldCost): Costing {
    const { assumedSize } = cost;
    if (cost.slicing.length === 0) return constant(assumedSize);
    const lengths = cost.slicing.map(
      ({ name, default: fallback }): ((variables: Variables) => number | null) => {
        const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
        if (value?.kind === Kind.VARIABLE) {
          const variable = value.name.value;
          return (variables) => toLength(variables[variable]) ?? fallback;
        }
        const length = (value && toLength(valueFromASTUntyped(value))) ?? fallback;
        return () => length;
      },
    );
    return (variables) => {
      const given = lengths.map((length) => length(variables)).filter((length) => length !== null);
      return given.length > 0 ? Math.max(...given) : assumedSize;
    };
  }
}

const toLength = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : null;

const constant = (value: number): Costing => {
  return () => value;
};

const sum = (parts: readonly Costing[]): Costing => {
  if (parts.length === 1) return parts[0]!;
  return (variables) => parts.reduce((total, part) => total + part(variables), 0);
};

const dearest = (parts: readonly Costing[]): Costing => {
  return (variables) => Math.max(...parts.map((part) => part(variables)));
};

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
