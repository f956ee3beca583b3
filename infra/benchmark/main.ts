import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DemoFault } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { runCommand, withStudio } from '../demo/studio-command.ts';
import { htmlReport } from './html-report.ts';
import { formatMatrix } from './matrix-table.ts';
import { runBenchmark } from './run-benchmark.ts';

const USAGE = `npm run benchmark -- [--effect TYPE]... [--repeats N] [--out DIR] [--json]

Gives the same known inputs to every provider, on the running studio or on one that is started for it, and prints
what each made of them: quality, time, cost, margin. Writes the same as an HTML page with charts.
  --effect    only this effect type; may be given several times
  --repeats   how often each input is run, 1 to 20 (default 1)
  --out       where benchmark.html is written (default .studio/benchmark)
  --json      prints one JSON object instead of a table`;

const { values } = parseArgs({
  options: {
    effect: { type: 'string', multiple: true },
    repeats: { type: 'string', default: '1' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const display = new ProgressDisplay(values.json ? null : process.stderr);

async function main(): Promise<void> {
  if (values.help) {
    process.stderr.write(`${USAGE}\n`);
    return;
  }
  const repeats = Number(values.repeats);
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > 20) {
    throw new DemoFault('--repeats takes a whole number from 1 to 20.');
  }
  const { effect = null, out, json } = values;
  await withStudio(json, async (studio) => {
    const report = await runBenchmark({ ...studio, effectTypeIds: effect, repeats, display });
    const folder = out ?? path.join(studio.stateDir, 'benchmark');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'benchmark.html');
    writeFileSync(file, htmlReport(report));
    const text = json ? JSON.stringify({ ...report, html: file }) : `${formatMatrix(report)}\n\n${file}`;
    process.stdout.write(`${text}\n`);
  });
}

runCommand(main, values.json);
