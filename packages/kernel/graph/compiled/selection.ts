import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLIncludeDirective,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';

/** What the fields of an operation are found by. */
export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Values of the variables that `@skip` and `@include` name. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** One field of one type in an operation, with all that executing it needs. */
export interface SelectedField {
  /** Its name in the response. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Null: the value is a property of the parent. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null;
  readonly isTypename: boolean;
  /** `_entities` of a subgraph, whose items say of which type they are. */
  readonly isEntities: boolean;
  readonly isNullable: boolean;
  readonly type: Completion;
}

/** How a value becomes a part of the response (GraphQL §6.4.3), without its nullability. */
export type Completion =
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly item: Completion; readonly isItemNullable: boolean }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType; readonly fields: Selection }
  | { readonly kind: 'abstract'; readonly type: GraphQLAbstractType; readonly fields: Selection };

/** Selection sets that apply together; their fields are found once for every type that they meet. */
export class Selection {
  readonly #scope: SelectionScope;
  readonly #sets: readonly SelectionSetNode[];
  readonly #ofTypes = new Map<GraphQLObjectType, readonly SelectedField[]>();

  constructor(scope: SelectionScope, sets: readonly SelectionSetNode[]) {
    this.#scope = scope;
    this.#sets = sets;
  }

  /** In the order of the response. */
  of(type: GraphQLObjectType): readonly SelectedField[] {
    const known = this.#ofTypes.get(type);
    if (known) return known;
    const byKey = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    for (const set of this.#sets) this.#collect(set, type, byKey, visited);
    const fields = [...byKey].flatMap(([key, nodes]) => this.#field(key, nodes, type) ?? []);
    this.#ofTypes.set(type, fields);
    return fields;
  }

  /** GraphQL §6.3.2, CollectFields. */
  #collect(
    set: SelectionSetNode,
    type: GraphQLObjectType,
    byKey: Map<string, FieldNode[]>,
    visited: Set<string>,
  ): void {
    for (const selection of set.selections) {
      if (!this.#isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = byKey.get(key);
        if (nodes) nodes.push(selection);
        else byKey.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (this.#applies(selection.typeCondition?.name.value, type)) {
          this.#collect(selection.selectionSet, type, byKey, visited);
        }
        continue;
      }
      const name = selection.name.value;
      if (visited.has(name)) continue;
      visited.add(name);
      const fragment = this.#scope.fragments[name];
      if (fragment && this.#applies(fragment.typeCondition.name.value, type)) {
        this.#collect(fragment.selectionSet, type, byKey, visited);
      }
    }
  }

  #isIncluded(node: SelectionNode): boolean {
    if (!node.directives?.length) return true;
    const { conditions } = this.#scope;
    if (getDirectiveValues(GraphQLSkipDirective, node, conditions)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.if !== false;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.#scope.schema.getType(condition);
    return isAbstractType(wanted) && this.#scope.schema.isSubType(wanted, type);
  }

  #field(key: string, nodes: readonly FieldNode[], parentType: GraphQLObjectType): SelectedField | null {
    const definition = definitionOf(this.#scope.schema, parentType, nodes[0]!.name.value);
    if (!definition) return null;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return {
      key,
      nodes,
      parentType,
      definition,
      resolve: definition.resolve ?? null,
      isTypename: definition === TypeNameMetaFieldDef,
      isEntities: definition.name === '_entities' && String(definition.type) === '[_Entity]!',
      isNullable: !isNonNullType(definition.type),
      type: completionOf(definition.type, new Selection(this.#scope, sets)),
    };
  }
}

function definitionOf(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parentType === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parentType.getFields()[name];
}

function completionOf(type: GraphQLOutputType, fields: Selection): Completion {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isLeafType(inner)) return { kind: 'leaf', type: inner };
  if (isAbstractType(inner)) return { kind: 'abstract', type: inner, fields };
  if (!isListType(inner)) return { kind: 'object', type: inner as GraphQLObjectType, fields };
  const item = inner.ofType as GraphQLOutputType;
  return { kind: 'list', item: completionOf(item, fields), isItemNullable: !isNonNullType(item) };
}
