// Behind `npm start`.
import { launch } from './bootstrap.mjs';

await launch('infra/local/studio.ts', process.argv.slice(2));
