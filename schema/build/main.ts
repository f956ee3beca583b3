import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compose } from './compose.ts';
import { REPOSITORY, readContextSdls } from './contexts.ts';
import { eventJsonSchemas } from './event-schemas.ts';
import { generateTypes } from './generate-types.ts';

/**
 * Derives what follows from the contracts. Committed: the supergraph, the API schema, the events' JSON
 * schemas. Not committed: TypeScript types. `--check` writes nothing committed and fails on a difference.
 */
const isCheck = process.argv.includes('--check');
const contexts = readContextSdls();
const { supergraphSdl, apiSdl } = compose(contexts);

const committed = new Map([
  ['schema/supergraph.graphql', supergraphSdl],
  ['schema/api.graphql', apiSdl],
  ...[...eventJsonSchemas()].map(([file, text]) => [`schema/events/json/${file}`, text] as const),
]);

if (isCheck) {
  const stale = [...committed].filter(([file, text]) => readIfThere(file) !== text).map(([file]) => file);
  if (stale.length > 0) {
    process.stderr.write(
      `These files do not follow from the contracts any more; run "npm run generate":\n  ${stale.join('\n  ')}\n`,
    );
    process.exit(1);
  }
} else {
  mkdirSync(`${REPOSITORY}schema/events/json`, { recursive: true });
  for (const [file, text] of committed) writeFileSync(REPOSITORY + file, text);
}
await generateTypes(contexts, apiSdl);

function readIfThere(file: string): string | null {
  try {
    return readFileSync(REPOSITORY + file, 'utf8');
  } catch {
    return null;
  }
}
