import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is, fragments counted as often as they are spread. */
export interface Measure {
  /** Fields inside fields. */
  depth: number;
  /** Renamed fields. */
  aliases: number;
  fields: number;
  /** Fields of the root type. */
  rootFields: number;
  directives: number;
}

type Inner = Omit<Measure, 'rootFields'> & { ownFields: number };

const NOTHING: Inner = { depth: 0, aliases: 0, fields: 0, directives: 0, ownFields: 0 };

/** The largest of a document's operations in each respect; each fragment is measured once. */
export function measure(document: DocumentNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Inner>();
  const ofSpread = (name: string): Inner => {
    const known = measured.get(name);
    if (known) return known;
    // Also ends cycles, which another rule refuses.
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const result = fragment
      ? plusDirectives(ofSelections(fragment.selectionSet), fragment.directives)
      : NOTHING;
    measured.set(name, result);
    return result;
  };
  const ofSelections = (set: SelectionSetNode | undefined): Inner => {
    const sum = { ...NOTHING };
    for (const selection of set?.selections ?? []) {
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const isField = selection.kind === Kind.FIELD;
      const inner = isSpread
        ? ofSpread(selection.name.value)
        : isIntrospection(selection)
          ? NOTHING
          : ofSelections(selection.selectionSet);
      sum.depth = Math.max(sum.depth, inner.depth + (isField ? 1 : 0));
      sum.aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
      sum.fields += inner.fields + (isField ? 1 : 0);
      sum.ownFields += isField ? 1 : inner.ownFields;
      sum.directives += inner.directives + (selection.directives?.length ?? 0);
    }
    return sum;
  };
  const total: Measure = { depth: 0, aliases: 0, fields: 0, rootFields: 0, directives: 0 };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const own = plusDirectives(ofSelections(definition.selectionSet), definition.directives);
    total.depth = Math.max(total.depth, own.depth);
    total.rootFields = Math.max(total.rootFields, own.ownFields);
    total.aliases += own.aliases;
    total.fields += own.fields;
    total.directives += own.directives;
  }
  return total;
}

const plusDirectives = (inner: Inner, directives: readonly DirectiveNode[] | undefined): Inner => ({
  ...inner,
  directives: inner.directives + (directives?.length ?? 0),
});

/** Tools introspect deeper than any product query goes; graphql-js limits that by a rule of its own. */
const isIntrospection = (node: ASTNode): boolean =>
  node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type');
