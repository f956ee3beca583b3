import { parseArgs } from 'node:util';
import { z } from 'zod';
import { withChaosFolder } from '../chaos/chaos-folder.ts';
import { reportFault } from '../local/services/report-fault.ts';
import { formatLoad } from './load-report.ts';
import { runLoad } from './run-load.ts';

/** Behind `npm run load`. */
const USAGE = `npm run load [-- --seconds N] [--reads N] [--writes N] [--subscribers N] [--agents N] [--burst-seconds N] [--burst-factor N] [--json]

Starts a studio of its own and sends requests at a fixed rate: people who look and write, admins who watch, then so many
times more. Ends with status 1 when a promise did not hold.

  --seconds        of the steady rate, 5 to 3600, default 300
  --reads          a second, default 200
  --writes         a second, default 20
  --subscribers    sockets that watch all the while, default 200
  --agents         simulated machines that lease and deliver, default 4
  --burst-seconds  default 30
  --burst-factor   times the steady rate, default 10
  --json           prints one JSON object instead of words`;

const options = readOptions();
const say = (line: string) => void process.stderr.write(`${line}\n`);
try {
  const report = await withChaosFolder(
    (stateDir) => runLoad({ ...options, stateDir, say }),
    ({ breaches }) => breaches.length === 0,
    say,
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : formatLoad(report)}\n`);
  process.exit(report.breaches.length === 0 ? 0 : 1);
} catch (error) {
  reportFault(error);
}

function readOptions() {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        ...{ seconds: text, reads: text, writes: text, subscribers: text, agents: text },
        ...{ 'burst-seconds': text, 'burst-factor': text, json: { type: 'boolean', default: false } },
      },
    });
    const whole = (least: number, greatest: number, usual: number) =>
      z.coerce.number().int().min(least).max(greatest).default(usual);
    return {
      seconds: whole(5, 3_600, 300).parse(values.seconds),
      readsPerSecond: whole(1, 10_000, 200).parse(values.reads),
      writesPerSecond: whole(1, 1_000, 20).parse(values.writes),
      subscribers: whole(5, 5_000, 200).parse(values.subscribers),
      agents: whole(1, 50, 4).parse(values.agents),
      burstSeconds: whole(1, 600, 30).parse(values['burst-seconds']),
      burstFactor: whole(2, 100, 10).parse(values['burst-factor']),
      json: values.json,
    };
  } catch {
    process.stderr.write(`${USAGE}\n`);
    process.exit(1);
  }
}
