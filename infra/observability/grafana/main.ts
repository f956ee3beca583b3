import { mkdirSync, writeFileSync } from 'node:fs';
import { DASHBOARDS } from './dashboards.ts';

/** Writes the dashboards as JSON, for Grafana's provisioning: `npm run dashboards`. */
const folder = new URL('./dashboards/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const dashboard of DASHBOARDS) {
  writeFileSync(new URL(`${dashboard.uid}.json`, folder), `${JSON.stringify(dashboard, null, 2)}\n`);
}
process.stdout.write(`${DASHBOARDS.length} dashboards written\n`);
