import { type ConstDirectiveNode, type DirectiveNode, type DocumentNode, Kind, parse } from 'graphql';

/** By which fields each subgraph finds entities (`@join__type(graph, key)` of a supergraph). */
export class EntityKeys {
  /** By name of a subgraph and of a type: the outer names of each key. */
  readonly #names = new Map<string, string[][]>();

  constructor(supergraphSdl: string) {
    const document = parse(supergraphSdl, { noLocation: true });
    const subgraphs = subgraphNames(document);
    for (const definition of document.definitions) {
      if (!('directives' in definition) || !('name' in definition) || !definition.name) continue;
      for (const directive of definition.directives ?? []) {
        if (directive.name.value !== 'join__type') continue;
        const graph = subgraphs.get(argumentOf(directive, 'graph') ?? '');
        const key = argumentOf(directive, 'key');
        if (!graph || !key) continue;
        const at = `${graph}\n${definition.name.value}`;
        this.#names.set(at, [...(this.#names.get(at) ?? []), outerNames(key)]);
      }
    }
  }

  /** @returns the outer names of every key of a type in a subgraph; none where it is no entity there */
  of(subgraph: string, type: string): readonly (readonly string[])[] {
    return this.#names.get(`${subgraph}\n${type}`) ?? [];
  }
}

/** Names of the subgraphs by their values of `join__Graph`. */
function subgraphNames(document: DocumentNode): Map<string, string> {
  const names = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { name, directives } of definition.values ?? []) {
      const graph = directives?.find((directive) => directive.name.value === 'join__graph');
      names.set(name.value, (graph && argumentOf(graph, 'name')) ?? name.value);
    }
  }
  return names;
}

function argumentOf(directive: DirectiveNode | ConstDirectiveNode, name: string): string | null {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

function outerNames(key: string): string[] {
  const [operation] = parse(`{${key}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((one) =>
    one.kind === Kind.FIELD ? [one.name.value] : [],
  );
}
