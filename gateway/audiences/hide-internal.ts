import { type ASTNode, type ConstDirectiveNode, Kind, parse, print, visit } from 'graphql';

const INACCESSIBLE: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'inaccessible' },
};
const LINK = '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)';
const DEFINITION =
  'directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | SCALAR | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION';

/**
 * The supergraph as outsiders know it: what is tagged for `internal` alone does not exist, neither in
 * operations nor in introspection. A visible field of a hidden type fails when the result is loaded.
 */
export function hideInternal(supergraphSdl: string): string {
  let hiddenCount = 0;
  const document = visit(parse(supergraphSdl), {
    enter: (node) => {
      if (!('directives' in node) || !isInternalOnly(node)) return undefined;
      hiddenCount += 1;
      return { ...node, directives: [...(node.directives ?? []), INACCESSIBLE] };
    },
  });
  const sdl = print(document);
  if (hiddenCount === 0 || sdl.includes('specs.apollo.dev/inaccessible')) return sdl;
  return `${sdl.replace(/^schema\b/m, `schema ${LINK}`)}\n\n${DEFINITION}\n`;
}

function isInternalOnly(node: ASTNode): boolean {
  if (!('directives' in node) || node.directives === undefined) return false;
  const names = node.directives.map((directive) => directive.name.value);
  if (names.includes('inaccessible')) return false;
  const tags = node.directives
    .filter((directive) => directive.name.value === 'tag')
    .map((directive) => directive.arguments?.[0]?.value)
    .map((value) => (value?.kind === Kind.STRING ? value.value : ''));
  return tags.length > 0 && tags.every((tag) => tag === 'internal');
}
