// Runs one TypeScript file of the repository on Node 24, installing first when needed: run.mjs FILE [argument…]
import { generateWhenMissing, launch } from './bootstrap.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Which file? Usage: node infra/local/run.mjs FILE [argument…]\n');
  process.exit(1);
}
generateWhenMissing(file);
await launch(file, args);
