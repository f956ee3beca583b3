import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSdlOf } from '../sdl/read-sdl.ts';

/** Root folder of the repository, with a trailing slash. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** One context's name and complete SDL. */
export interface ContextSdl {
  name: string;
  sdl: string;
}

/** Every context's SDL, in the order of their names. */
export function readContextSdls(): ContextSdl[] {
  const common = readFileSync(`${REPOSITORY}schema/sdl/common.graphql`, 'utf8');
  return readdirSync(`${REPOSITORY}subgraphs`)
    .sort()
    .map((name) => ({ name, sdl: `${common}\n${readSdlOf(`${REPOSITORY}subgraphs/${name}`)}` }));
}
