import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { reportFault } from '../local/services/report-fault.ts';
import { formatBusChaos } from './bus/report.ts';
import { runBusChaos } from './bus/run-bus-chaos.ts';
import { withChaosFolder } from './chaos-folder.ts';

/** Behind `npm run chaos`. */
const USAGE = `npm run chaos -- bus [--seed S] [--seconds N] [--json]

  bus        the event bus: relays, consumers, Redis and PostgreSQL killed, frozen, cut off
  --seed     repeats a run, as far as the machine lets it; default: drawn, and printed
  --seconds  how long faults happen, 10 to 3600, default 60; counting comes on top
  --json     prints one JSON object instead of words`;

const options = readOptions();
const say = (line: string) => void process.stderr.write(`${line}\n`);
say(`seed ${options.seed}`);
try {
  const report = await withChaosFolder(
    (stateDir) => runBusChaos({ ...options, stateDir, say }),
    ({ breaches }) => breaches.length === 0,
    say,
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : formatBusChaos(report)}\n`);
  process.exit(report.breaches.length === 0 ? 0 : 1);
} catch (error) {
  reportFault(error);
}

function readOptions(): { seed: number; seconds: number; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
      },
    });
    z.tuple([z.literal('bus')]).parse(positionals);
    const seed = z.coerce
      .number()
      .int()
      .min(0)
      .max(2 ** 31)
      .optional()
      .parse(values.seed);
    const seconds = z.coerce.number().int().min(10).max(3_600).parse(values.seconds);
    return { seed: seed ?? randomInt(2 ** 31), seconds, json: values.json };
  } catch {
    process.stderr.write(`${USAGE}\n`);
    process.exit(1);
  }
}
