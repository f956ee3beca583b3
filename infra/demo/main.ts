import path from 'node:path';
import { parseArgs } from 'node:util';
import { findRunningStudio } from '../local/run-file.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { startStudio } from '../local/supervisor.ts';
import { DemoFault } from './graph.ts';
import { ProgressDisplay } from './progress-display.ts';
import { formatReport } from './report.ts';
import { runDemo } from './run-demo.ts';

const USAGE = `npm run demo -- --example FILE [--footage FILE] [--wish TEXT] [--out DIR] [--json]

Turns an example into a published effect on the running studio, or on one that is started for it.
  --example   the clip whose look is wanted
  --footage   the clip that is to get it; left out: a house clip
  --wish      what is wanted, in words
  --out       where videos and the contact sheet are written
  --json      prints one JSON object instead of a table`;

const { values } = parseArgs({
  options: {
    example: { type: 'string' },
    footage: { type: 'string' },
    wish: { type: 'string', default: 'Make my clip look like this' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const stateDir = path.join(repositoryRoot, '.studio');
const display = new ProgressDisplay(values.json ? null : process.stderr);

async function main(): Promise<void> {
  if (values.help || !values.example) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const running = findRunningStudio(stateDir);
  const started = running?.ready
    ? null
    : await startStudio({ stateDir, quiet: values.json, only: ['api', 'workers', 'gpu-agent'] });
  const urls = started?.urls ?? running?.urls;
  if (!urls) throw new DemoFault('The studio is still starting; try again in a moment.');
  try {
    const report = await runDemo({
      apiUrl: urls.api,
      graphqlUrl: urls.graphql,
      stateDir,
      example: values.example,
      footage: values.footage ?? null,
      wish: values.wish,
      out: values.out ?? null,
      display,
    });
    process.stdout.write(`${values.json ? JSON.stringify(report) : formatReport(report)}\n`);
  } finally {
    await started?.stop();
  }
}

main().catch((error: unknown) => {
  const text =
    error instanceof DemoFault
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  if (values.json) process.stdout.write(`${JSON.stringify({ status: 'FAILED', reason: text })}\n`);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
