// Behind `npm run e2e:full`: the journeys of `npm test`, and axe on every page, in both schemes and three widths.
import { launch } from '../local/bootstrap.mjs';

process.env.E2E_FULL = '1';
await launch('infra/local/test.ts', ['infra/e2e/web-', ...process.argv.slice(2)]);
