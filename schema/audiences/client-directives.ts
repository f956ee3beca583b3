import type { ConstDirectiveNode, DefinitionNode } from 'graphql';

/** Directives that mean something to a client; the others are ours. */
const KEPT = new Set(['deprecated', 'specifiedBy', 'oneOf']);

/** A definition with the directives that clients may know of. */
export function withClientDirectives(definition: DefinitionNode): DefinitionNode {
  return strip(definition) as DefinitionNode;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'loc');
  return Object.fromEntries(
    entries.map(([key, part]) =>
      key === 'directives'
        ? [key, (part as ConstDirectiveNode[]).filter(({ name }) => KEPT.has(name.value))]
        : [key, strip(part)],
    ),
  );
}
