import { type AccessRule, accessRuleOf } from '@effect-studio/kernel/graph/access-rule';
import { nameOf } from '@effect-studio/schema/audiences/contract';
import {
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';

type FieldedType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** What cannot be found is for nobody. */
const NOBODY: readonly AccessRule[] = [{ anyOfScopes: [], anyOfPolicies: null }];

/**
 * What the fields of the graph ask of their callers, by `@authenticated`, `@requiresScopes` and `@policy` on the
 * field, on its parent, and on the type that it answers. A field of an interface asks for whatever the same field
 * asks for in any type that implements it: which of them answers is not known before it does.
 */
export class AccessRules {
  readonly #byField = new Map<string, readonly AccessRule[]>();

  /** @param api the API part of a supergraph, directives included */
  constructor(api: DocumentNode) {
    const types = api.definitions.filter(
      (node): node is FieldedType =>
        node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
    );
    const ofType = new Map(types.map((type) => [type.name.value, accessRuleOf(type.directives ?? [])]));
    const ofField = (type: FieldedType, field: FieldDefinitionNode): AccessRule[] =>
      [
        ofType.get(type.name.value),
        accessRuleOf(field.directives ?? []),
        ofType.get(nameOf(field.type)),
      ].filter((rule) => rule != null);
    for (const type of types) {
      for (const field of type.fields ?? []) {
        this.#byField.set(`${type.name.value}.${field.name.value}`, ofField(type, field));
      }
    }
    for (const type of types) {
      for (const { name: parent } of type.interfaces ?? []) {
        for (const field of type.fields ?? []) {
          const at = `${parent.value}.${field.name.value}`;
          const known = this.#byField.get(at);
          // The type may have more fields than the interface.
          if (known) this.#byField.set(at, [...known, ...ofField(type, field)]);
        }
      }
    }
  }

  /** @returns every rule that must hold; empty when anybody may */
  of(type: string, field: string): readonly AccessRule[] {
    if (field.startsWith('__')) return [];
    return this.#byField.get(`${type}.${field}`) ?? NOBODY;
  }
}
