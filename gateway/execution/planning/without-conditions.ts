import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** Whether a node of a selection is asked for. @param truths values of the variables that `@skip` and `@include` name */
function isAsked({ directives }: SelectionNode, truths: Readonly<Record<string, unknown>>): boolean {
  return (directives ?? []).every((directive) => {
    if (!isCondition(directive)) return true;
    const given = directive.arguments?.[0]?.value;
    const truth =
      given?.kind === Kind.VARIABLE
        ? truths[given.name.value] === true
        : given?.kind === Kind.BOOLEAN && given.value;
    return directive.name.value === 'include' ? truth : !truth;
  });
}

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The same operation for one truth of its conditions, to be planned. A plan for all of them asks an entity for what a
 * left-out field would have required, and then takes the entity for incomplete: fields beside it become null.
 * Selections that would be empty ask for `__typename`, which the response leaves out.
 */
export function withoutConditions(
  document: DocumentNode,
  truths: Readonly<Record<string, unknown>>,
): DocumentNode {
  const kept = visit(document, {
    SelectionSet: {
      leave: (set: SelectionSetNode): SelectionSetNode => {
        const selections = set.selections.filter((selection) => isAsked(selection, truths)).map(bare);
        return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
      },
    },
  });
  return withoutUnused(kept);
}

function bare(selection: SelectionNode): SelectionNode {
  if (!selection.directives?.some(isCondition)) return selection;
  return { ...selection, directives: selection.directives.filter((directive) => !isCondition(directive)) };
}

/** Without variables and fragments that nothing names any more. */
export function withoutUnused(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  );
  const spread = new Set<string>();
  const used = new Set<string>();
  const look = (node: DocumentNode['definitions'][number]): void => {
    visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
      FragmentSpread: ({ name }) => {
        if (spread.has(name.value)) return;
        spread.add(name.value);
        const fragment = fragments.get(name.value);
        if (fragment) look(fragment);
      },
    });
  };
  for (const one of document.definitions) if (one.kind === Kind.OPERATION_DEFINITION) look(one);
  return {
    ...document,
    definitions: document.definitions.flatMap((one): DefinitionNode[] => {
      if (one.kind === Kind.FRAGMENT_DEFINITION) return spread.has(one.name.value) ? [one] : [];
      if (one.kind !== Kind.OPERATION_DEFINITION) return [one];
      const variableDefinitions = one.variableDefinitions?.filter(({ variable }) =>
        used.has(variable.name.value),
      );
      return [{ ...one, variableDefinitions }];
    }),
  };
}
