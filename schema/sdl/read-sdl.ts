import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * A context's own SDL: `schema.graphql`, or, where a context has several capabilities, every file of its
 * `schema/` folder in the order of their names, joined. The files extend the root types.
 * @param folder of the context
 */
export function readSdlOf(folder: string): string {
  if (!existsSync(`${folder}/schema`)) return readFileSync(`${folder}/schema.graphql`, 'utf8');
  return readdirSync(`${folder}/schema`)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => readFileSync(`${folder}/schema/${file}`, 'utf8'))
    .join('\n');
}
