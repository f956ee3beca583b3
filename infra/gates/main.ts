import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GATES, type GateName, gateOf } from './gates.ts';
import { testFiles } from './test-files.ts';

/** `npm run gate:unit`, `gate:feature`, `gate:blackbox`, `gate:integration`: the tests of one gate, further arguments to vitest. */
const [name = '', ...further] = process.argv.slice(2);
if (!(name in GATES)) {
  process.stderr.write(`There is no gate "${name}". There are ${Object.keys(GATES).join(', ')} and aws.\n`);
  process.exit(1);
}
const files = testFiles().filter((file) => gateOf(file) === (name as GateName));
const launcher = fileURLToPath(new URL('../local/test.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [launcher, ...files, ...further], { stdio: 'inherit' });
process.exit(status ?? 1);
