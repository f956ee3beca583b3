import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

/** The root fields of an operation, through fragments, as often as they are selected. */
export function rootFieldsOf(of: {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}): FieldNode[] {
  const fields = (selections: readonly SelectionNode[]): FieldNode[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fields(selection.selectionSet.selections);
      const fragment = of.document.definitions.find(
        (definition) =>
          definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
      );
      return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fields(fragment.selectionSet.selections) : [];
    });
  return fields(of.operation.selectionSet.selections);
}
