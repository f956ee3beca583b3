import {
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';
import type { OperationGate } from '../execution/operation-gate.ts';

/** What one operation may ask; the same over HTTP and over sockets. */
export const LIMITS = {
  /** Fields inside fields. */
  depth: 14,
  /** Renamed fields, fragments counted as often as they are spread. */
  aliases: 30,
  /** Lexical tokens of the whole document. */
  tokens: 2_000,
} as const;

interface Measure {
  depth: number;
  aliases: number;
}

const NOTHING: Measure = { depth: 0, aliases: 0 };

/** Depth and aliases of every operation, fragments expanded; each fragment is measured once. */
export function measure(document: DocumentNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure>();
  const ofSpread = (name: string): Measure => {
    const known = measured.get(name);
    if (known) return known;
    // Also ends cycles, which another rule refuses.
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const result = fragment ? ofSelections(fragment.selectionSet) : NOTHING;
    measured.set(name, result);
    return result;
  };
  const ofSelections = (set: SelectionSetNode | undefined): Measure => {
    let depth = 0;
    let aliases = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const inner = ofSpread(selection.name.value);
        depth = Math.max(depth, inner.depth);
        aliases += inner.aliases;
        continue;
      }
      const inner = isIntrospection(selection) ? NOTHING : ofSelections(selection.selectionSet);
      const isField = selection.kind === Kind.FIELD;
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
    }
    return { depth, aliases };
  };
  let total = NOTHING;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const own = ofSelections(definition.selectionSet);
    total = { depth: Math.max(total.depth, own.depth), aliases: total.aliases + own.aliases };
  }
  return total;
}

/** Tools introspect deeper than any product query goes; graphql-js limits that by a rule of its own. */
const isIntrospection = (node: ASTNode): boolean =>
  node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type');

/** Refuses operations that are too deep or have too many aliases. */
export const withinLimits: ValidationRule = (context) => ({
  Document: (document) => {
    const { depth, aliases } = measure(document);
    if (depth > LIMITS.depth) context.reportError(tooMuch('levels of fields', depth, LIMITS.depth));
    if (aliases > LIMITS.aliases) context.reportError(tooMuch('aliases', aliases, LIMITS.aliases));
    return undefined;
  },
});

function tooMuch(what: string, actual: number, allowed: number): GraphQLError {
  return new GraphQLError(`The operation has ${actual} ${what}; ${allowed} are allowed. Split it.`, {
    extensions: { code: 'OPERATION_TOO_LARGE' },
  });
}

/** The limits as the graph applies them. */
export const OPERATION_LIMITS: OperationGate = { maxTokens: LIMITS.tokens, rules: [withinLimits] };
