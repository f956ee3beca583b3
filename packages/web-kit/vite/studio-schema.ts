import { readFileSync } from 'node:fs';
import { buildSchema, isAbstractType, isObjectType } from 'graphql';
import type { Plugin } from 'vite';

const MODULE = 'virtual:studio-schema';
const FILE = new URL('../../../schema/api.graphql', import.meta.url);

/**
 * Serves `virtual:studio-schema`: what the browser's cache must know of the graph. `possibleTypes` names the
 * members of every union and interface; `valueTypes` are the objects without an `id`, which are kept inside
 * their parent.
 */
export function studioSchema(): Plugin {
  return {
    name: 'studio-schema',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load(id) {
      if (id !== `\0${MODULE}`) return null;
      const schema = buildSchema(readFileSync(FILE, 'utf8'));
      const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
      const possibleTypes = Object.fromEntries(
        types
          .filter(isAbstractType)
          .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
      );
      const valueTypes = types
        .filter(isObjectType)
        .filter((type) => !('id' in type.getFields()))
        .map(({ name }) => name);
      return `export const possibleTypes = ${JSON.stringify(possibleTypes)};
export const valueTypes = ${JSON.stringify(valueTypes)};`;
    },
  };
}
