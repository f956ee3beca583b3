import { readdirSync, readFileSync } from 'node:fs';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { FLAGS } from '@effect-studio/schema/flags/flags';
import { expect, it } from 'vitest';

it.each(Object.entries(FLAGS))(
  'the flag %s is asked for by its module, or it switches nothing',
  (key, flag) => {
    const folder = `${REPOSITORY}subgraphs/${flag.module}/`;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const askers = files.filter((file) => readFileSync(folder + file, 'utf8').includes(`value('${key}'`));
    expect(askers.length).toBeGreaterThan(0);
  },
);
