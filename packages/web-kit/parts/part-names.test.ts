import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PART_NAMES } from './part-names.ts';

const KIT = path.resolve(import.meta.dirname, '..');
/** The mount of an app is not a part of a page, and parts of parts are not the kit's. */
const LEFT_OUT = /^(parts[\\/]|studio-root\.tsx|node_modules)/;

it('names every component of the kit, so that none is looked at by nobody', () => {
  const files = readdirSync(KIT, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.tsx') && !LEFT_OUT.test(file),
  );
  const components = files.flatMap((file) =>
    [
      ...readFileSync(path.join(KIT, file), 'utf8').matchAll(
        /^export (?:default )?(?:function|const|class) ([A-Z][a-z]\w+)/gm,
      ),
    ].map(([, name]) => name!),
  );
  expect(components.length).toBeGreaterThan(30);
  expect([...PART_NAMES].sort()).toEqual(components.sort());
});
