import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What the selection of fields depends on, besides the selections. */
export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of the variables that `@skip` and `@include` name. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** A run-time type; an interface when a subgraph knows it as an object (`@interfaceObject`). */
export type RuntimeType = GraphQLCompositeType;

/**
 * The fields that apply to one type, in the order of the response (GraphQL §6.3.2 CollectFields), each with
 * all nodes that select it.
 */
export function selectedFields(
  scope: SelectionScope,
  sets: readonly SelectionSetNode[],
  type: RuntimeType,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of sets) collect(scope, set, type, fields, visited);
  return fields;
}

function collect(
  scope: SelectionScope,
  set: SelectionSetNode,
  type: RuntimeType,
  fields: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection, scope)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(key);
      if (nodes) nodes.push(selection);
      else fields.set(key, [selection]);
      continue;
    }
    let fragment: { typeCondition?: { name: { value: string } }; selectionSet: SelectionSetNode } | undefined;
    if (selection.kind === Kind.INLINE_FRAGMENT) fragment = selection;
    else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      fragment = scope.fragments.get(selection.name.value);
    }
    if (fragment && applies(scope, fragment.typeCondition?.name.value, type)) {
      collect(scope, fragment.selectionSet, type, fields, visited);
    }
  }
}

function isIncluded(node: SelectionNode, { conditions }: SelectionScope): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, conditions)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.if !== false;
}

function applies({ schema }: SelectionScope, condition: string | undefined, type: RuntimeType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return (
    isAbstractType(wanted) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type)
  );
}
