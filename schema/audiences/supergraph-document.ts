import { type ConstDirectiveNode, type DocumentNode, Kind, type NameNode, visit } from 'graphql';

/** A node of a schema document that may carry directives. */
export interface Declared {
  readonly directives?: readonly ConstDirectiveNode[];
}

export const hasDirective = (node: Declared, name: string): boolean =>
  node.directives?.some((directive) => directive.name.value === name) ?? false;

/** Names in the `@tag`s of an element; empty when it has none. */
export function tagsOf(node: Declared): string[] {
  return (node.directives ?? [])
    .filter((directive) => directive.name.value === 'tag')
    .flatMap(({ arguments: given }) => {
      const value = given?.[0]?.value;
      return value?.kind === Kind.STRING ? [value.value] : [];
    });
}

const isMachinery = (name: NameNode): boolean => /^[a-zA-Z]+__/.test(name.value);

/**
 * The elements of a supergraph that are the API's, with their directives: without the join and link machinery
 * by which gateways plan. Elements that a subgraph made `@inaccessible` are left out, too.
 */
export function apiDocument(supergraph: DocumentNode): DocumentNode {
  const leaveOut = (node: Declared): null | undefined =>
    hasDirective(node, 'inaccessible') ? null : undefined;
  const definition = (node: Declared & { readonly name: NameNode }): null | undefined =>
    isMachinery(node.name) ? null : leaveOut(node);
  return visit(supergraph, {
    SchemaDefinition: { enter: (node) => ({ ...node, directives: [] }) },
    DirectiveDefinition: { enter: () => null },
    ObjectTypeDefinition: { enter: definition },
    InterfaceTypeDefinition: { enter: definition },
    UnionTypeDefinition: { enter: definition },
    EnumTypeDefinition: { enter: definition },
    InputObjectTypeDefinition: { enter: definition },
    ScalarTypeDefinition: { enter: definition },
    FieldDefinition: { enter: leaveOut },
    InputValueDefinition: { enter: leaveOut },
    EnumValueDefinition: { enter: leaveOut },
  });
}

/**
 * A supergraph that a planner without authorization of its own loads: `@authenticated`, `@requiresScopes` and
 * `@policy` stay, but are not marked as something that it must understand. Only for a gateway that enforces
 * them itself.
 */
export function withoutSecurityMarks(supergraphSdl: string): string {
  return supergraphSdl.replace(
    /(specs\.apollo\.dev\/(?:authenticated|requiresScopes|policy)\/v[\d.]+"), for: SECURITY/g,
    '$1',
  );
}
