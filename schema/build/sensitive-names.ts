import { type DocumentNode, Kind } from 'graphql';
import { hasDirective } from '../audiences/supergraph-document.ts';

/**
 * Names of fields that are `@sensitive` wherever they occur, as JSON: what logs, spans and webhooks leave out.
 * A name that some type also has for something harmless (`summary`) is not among them: by its name alone nobody
 * could tell.
 */
export function sensitiveNames(api: DocumentNode): string {
  const sensitive = new Set<string>();
  const harmless = new Set<string>();
  for (const type of api.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const isSensitive = hasDirective(type, 'sensitive') || hasDirective(field, 'sensitive');
      (isSensitive ? sensitive : harmless).add(field.name.value);
    }
  }
  const names = [...sensitive].filter((name) => !harmless.has(name)).sort();
  return `${JSON.stringify(names, null, 2)}\n`;
}
