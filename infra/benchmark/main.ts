import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DemoFault } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { findRunningStudio } from '../local/run-file.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { startStudio } from '../local/supervisor.ts';
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

const stateDir = path.join(repositoryRoot, '.studio');
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
  const running = findRunningStudio(stateDir);
  const started = running?.ready
    ? null
    : await startStudio({ stateDir, quiet: values.json, only: ['api', 'workers', 'gpu-agent'] });
  const urls = started?.urls ?? running?.urls;
  if (!urls) throw new DemoFault('The studio is still starting; try again in a moment.');
  try {
    const report = await runBenchmark({
      apiUrl: urls.api,
      graphqlUrl: urls.graphql,
      stateDir,
      effectTypeIds: values.effect ?? null,
      repeats,
      display,
    });
    const folder = values.out ?? path.join(stateDir, 'benchmark');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'benchmark.html');
    writeFileSync(file, htmlReport(report));
    process.stdout.write(
      values.json ? `${JSON.stringify({ ...report, html: file })}\n` : `${formatMatrix(report)}\n\n${file}\n`,
    );
  } finally {
    await started?.stop();
  }
}

main().catch((error: unknown) => {
  const isFault = error instanceof DemoFault;
  const text = isFault
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  if (values.json) process.stdout.write(`${JSON.stringify({ status: 'FAILED', reason: text })}\n`);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
