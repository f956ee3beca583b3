import { type DocumentNode, Kind, type TypeDefinitionNode } from 'graphql';
import { isAudience } from './audience.ts';
import { type Declared, hasDirective, tagsOf } from './supergraph-document.ts';

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * What an author forgot to say about audiences, or said wrongly:
 * a root field without tags, a tag that is no audience, something sensitive whose type has no tag, or that is
 * tagged for others than admins.
 * @returns sentences, empty when nothing is wrong
 */
export function tagFaults(api: DocumentNode): string[] {
  const types = api.definitions.filter((node): node is TypeDefinitionNode =>
    node.kind.endsWith('TypeDefinition'),
  );
  return types.flatMap((type) => [...unknownTags(type), ...untaggedRoots(type), ...openSensitive(type)]);
}

const fieldsOf = (type: TypeDefinitionNode) => ('fields' in type ? (type.fields ?? []) : []);

function unknownTags(type: TypeDefinitionNode): string[] {
  const all: [string, Declared][] = [
    [type.name.value, type],
    ...fieldsOf(type).map((field): [string, Declared] => [`${type.name.value}.${field.name.value}`, field]),
  ];
  return all.flatMap(([at, node]) =>
    tagsOf(node)
      .filter((tag) => !isAudience(tag) && tag !== 'internal')
      .map((tag) => `${at} is tagged "${tag}", which is no audience`),
  );
}

function untaggedRoots(type: TypeDefinitionNode): string[] {
  if (!ROOTS.has(type.name.value)) return [];
  return fieldsOf(type)
    .filter((field) => tagsOf(field).length === 0)
    .map((field) => `${type.name.value}.${field.name.value} has no @tag: say which audiences it is for`);
}

function openSensitive(type: TypeDefinitionNode): string[] {
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  const typeIsSensitive = hasDirective(type, 'sensitive');
  return fieldsOf(type).flatMap((field) => {
    if (!typeIsSensitive && !hasDirective(field, 'sensitive')) return [];
    const at = `${type.name.value}.${field.name.value}`;
    const own = tagsOf(field);
    const tags = own.length > 0 ? own : tagsOf(type);
    if (tags.length === 0) return [`${at} is @sensitive, but neither it nor its type has a @tag`];
    const others = own.filter((tag) => tag !== 'admin');
    return others.length > 0 ? [`${at} is @sensitive, and tagged for ${others.join(', ')}`] : [];
  });
}
