import { parseArgs } from 'node:util';
import { ProgressDisplay } from './progress-display.ts';
import { formatReport } from './report.ts';
import { runDemo } from './run-demo.ts';
import { runCommand, withStudio } from './studio-command.ts';

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

const display = new ProgressDisplay(values.json ? null : process.stderr);

async function main(): Promise<void> {
  if (values.help || !values.example) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const { example, footage = null, wish, out = null, json } = values;
  await withStudio(json, async (studio) => {
    const report = await runDemo({ ...studio, example, footage, wish, out, display });
    process.stdout.write(`${json ? JSON.stringify(report) : formatReport(report)}\n`);
  });
}

runCommand(main, values.json);
