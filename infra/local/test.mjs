// Behind `npm test`.
import { launch } from './bootstrap.mjs';

await launch('infra/local/test.ts', process.argv.slice(2));
