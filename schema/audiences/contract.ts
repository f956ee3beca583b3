import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { Audience } from './audience.ts';
import { withClientDirectives } from './client-directives.ts';
import { type Declared, hasDirective, tagsOf } from './supergraph-document.ts';

/** The graph as one audience knows it. */
export interface Contract {
  audience: Audience;
  schema: GraphQLSchema;
  document: DocumentNode;
}

const ROOTS = ['Query', 'Mutation', 'Subscription'];
const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/**
 * The contract of one audience, from the API part of the supergraph (`apiDocument`).
 *
 * An element with `@tag`s is there for the audiences that they name; without tags it is there wherever something
 * leads to it. `@sensitive` is for admins, whatever the tags say. Types to which nothing leads do not exist.
 * @throws Error naming each visible element whose type is not visible
 */
export function contractOf(api: DocumentNode, audience: Audience): Contract {
  const types = new Map<string, TypeDefinitionNode>();
  for (const definition of api.definitions) {
    if (isType(definition) && isVisible(definition, audience)) {
      types.set(definition.name.value, visibleParts(definition, audience));
    }
  }
  refuseDangling(types, audience);
  const reached = reachable(types);
  const kept = [...reached].map((name) => withoutHiddenNames(types.get(name)!, reached));
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [...kept, rootsOf(reached)].map(withClientDirectives),
  };
  return { audience, document, schema: buildASTSchema(document, { assumeValidSDL: true }) };
}

const isType = (node: DefinitionNode): node is TypeDefinitionNode =>
  node.kind !== Kind.SCHEMA_DEFINITION && 'name' in node && node.kind.endsWith('TypeDefinition');

function isVisible(node: Declared, audience: Audience): boolean {
  if (hasDirective(node, 'sensitive')) return audience === 'admin';
  const tags = tagsOf(node);
  return tags.length === 0 || tags.includes(audience);
}

function visibleParts(type: TypeDefinitionNode, audience: Audience): TypeDefinitionNode {
  const visible = <Part extends Declared>(parts: readonly Part[] | undefined): Part[] =>
    (parts ?? []).filter((part) => isVisible(part, audience));
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = visible(type.fields).map((field) => ({ ...field, arguments: visible(field.arguments) }));
      return { ...type, fields };
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, fields: visible(type.fields) };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...type, values: visible(type.values) };
    default:
      return type;
  }
}

export function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

type Types = ReadonlyMap<string, TypeDefinitionNode>;

const fieldsOf = (type: TypeDefinitionNode): readonly (FieldDefinitionNode | InputValueDefinitionNode)[] =>
  'fields' in type ? (type.fields ?? []) : [];

function refuseDangling(types: Types, audience: Audience): void {
  const isThere = (name: string): boolean => BUILT_IN.has(name) || types.has(name);
  const faults: string[] = [];
  for (const type of types.values()) {
    for (const field of fieldsOf(type)) {
      const at = `${type.name.value}.${field.name.value}`;
      if (!isThere(nameOf(field.type))) faults.push(`${at} has the type ${nameOf(field.type)}`);
      const given = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
      for (const argument of given) {
        if (isThere(nameOf(argument.type))) continue;
        faults.push(`${at}(${argument.name.value}) has the type ${nameOf(argument.type)}`);
      }
    }
  }
  // A type that nothing leads to may dangle: it does not exist in the end.
  const reached = reachable(types);
  const real = faults.filter((fault) => reached.has(fault.split('.')[0]!));
  if (real.length > 0) {
    throw new Error(
      `the contract of "${audience}" has elements whose types it does not have; tag both alike:\n  ${real.join('\n  ')}`,
    );
  }
}

/** Names of the types that something leads to from the root types. */
function reachable(types: Types): Set<string> {
  const members = new Map<string, string[]>();
  for (const type of types.values()) {
    if (!('interfaces' in type)) continue;
    for (const { name } of type.interfaces ?? []) {
      members.set(name.value, [...(members.get(name.value) ?? []), type.name.value]);
    }
  }
  const reached = new Set<string>();
  const waiting = ROOTS.filter((root) => fieldsOf(types.get(root) ?? EMPTY).length > 0);
  /** Interfaces that a value may be of, not only ones that a type has. */
  const open = new Set<string>();
  const go = (name: string, asValue: boolean): void => {
    const type = types.get(name);
    if (!type) return;
    if (!reached.has(name)) waiting.push(name);
    if (asValue && type.kind === Kind.INTERFACE_TYPE_DEFINITION && !open.has(name)) {
      open.add(name);
      for (const member of members.get(name) ?? []) go(member, true);
    }
  };
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const type = types.get(name)!;
    for (const field of fieldsOf(type)) {
      go(nameOf(field.type), true);
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      for (const argument of field.arguments ?? []) go(nameOf(argument.type), true);
    }
    if (type.kind === Kind.UNION_TYPE_DEFINITION)
      for (const { name: member } of type.types ?? []) go(member.value, true);
    if ('interfaces' in type) for (const { name: parent } of type.interfaces ?? []) go(parent.value, false);
  }
  return reached;
}

const EMPTY: TypeDefinitionNode = { kind: Kind.OBJECT_TYPE_DEFINITION, name: { kind: Kind.NAME, value: '' } };

function withoutHiddenNames(type: TypeDefinitionNode, reached: ReadonlySet<string>): TypeDefinitionNode {
  if (type.kind === Kind.UNION_TYPE_DEFINITION) {
    return { ...type, types: type.types?.filter(({ name }) => reached.has(name.value)) };
  }
  if (!('interfaces' in type)) return type;
  return { ...type, interfaces: type.interfaces?.filter(({ name }) => reached.has(name.value)) };
}

function rootsOf(reached: ReadonlySet<string>): DefinitionNode {
  return {
    kind: Kind.SCHEMA_DEFINITION,
    operationTypes: ROOTS.filter((root) => reached.has(root)).map((root) => ({
      kind: Kind.OPERATION_TYPE_DEFINITION,
      operation: root.toLowerCase() as 'query' | 'mutation' | 'subscription',
      type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: root } },
    })) as never,
  };
}
