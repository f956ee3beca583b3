import { readdirSync, readFileSync } from 'node:fs';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { FLAGS } from '@effect-studio/schema/flags/flags';
import { expect, it } from 'vitest';

it.each(Object.entries(FLAGS))(
  'the flag %s is asked for by its module, or it switches nothing',
  (key, flag) => {
    // What several contexts ask in the same way stands in the package that they share.
    const folders = [`${REPOSITORY}subgraphs/${flag.module}/`, `${REPOSITORY}packages/llm/`];
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => folder + file),
    );
    const askers = files.filter((file) => readFileSync(file, 'utf8').includes(`value('${key}'`));
    expect(askers.length).toBeGreaterThan(0);
  },
);
