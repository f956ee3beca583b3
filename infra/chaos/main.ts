import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { reportFault } from '../local/services/report-fault.ts';
import { formatBusChaos } from './bus/report.ts';
import { runBusChaos } from './bus/run-bus-chaos.ts';
import { withChaosFolder } from './chaos-folder.ts';
import { formatLeaseChaos } from './leases/report.ts';
import { runLeaseChaos } from './leases/run-lease-chaos.ts';
import { formatStudioChaos } from './studio/report.ts';
import { runStudioChaos } from './studio/run-studio-chaos.ts';

/** Behind `npm run chaos`. */
const USAGE = `npm run chaos [-- --seed S] [--runs N] [--minutes N] [--json]
npm run chaos -- bus [--seed S] [--seconds N] [--json]
npm run chaos -- leases [--seed S] [--agents N] [--tasks N] [--json]

  (no part)  the whole studio: every process and engine killed, frozen and restarted under people's runs
  bus        the event bus: relays, consumers, Redis and PostgreSQL killed, frozen, cut off
  leases     tasks and agents: agents, apis, workers, Redis and PostgreSQL killed, frozen, restarted
  --seed     repeats a run, as far as the machine lets it; default: drawn, and printed
  --seconds  how long faults happen, 10 to 3600, default 60; counting comes on top
  --agents   simulated agents, 1 to 200, default 50
  --tasks    tasks that they share, 20 to 100000, default 2000
  --runs     runs of people, 1 to 10000, default 200
  --minutes  runs are submitted and faults happen for so long at most, 1 to 240; default: until all runs are through
  --json     prints one JSON object instead of words`;

const options = readOptions();
const say = (line: string) => void process.stderr.write(`${line}\n`);
say(`seed ${options.seed}`);
try {
  if (options.scenario === 'bus') await run(runBusChaos, formatBusChaos);
  else if (options.scenario === 'leases') await run(runLeaseChaos, formatLeaseChaos);
  else await run(runStudioChaos, formatStudioChaos);
} catch (error) {
  reportFault(error);
}

type Options = ReturnType<typeof readOptions>;

async function run<Report extends { breaches: readonly string[] }>(
  scenario: (options: Options & { stateDir: string; say: (line: string) => void }) => Promise<Report>,
  format: (report: Report) => string,
): Promise<void> {
  const report = await withChaosFolder(
    (stateDir) => scenario({ ...options, stateDir, say }),
    ({ breaches }) => breaches.length === 0,
    say,
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : format(report)}\n`);
  process.exit(report.breaches.length === 0 ? 0 : 1);
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        seconds: { type: 'string', default: '60' },
        agents: { type: 'string', default: '50' },
        tasks: { type: 'string', default: '2000' },
        runs: { type: 'string', default: '200' },
        minutes: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const scenario = z.enum(['bus', 'leases', 'studio']).parse(positionals[0] ?? 'studio');
    if (positionals.length > 1) throw new Error('one part at a time');
    const whole = (least: number, greatest: number) => z.coerce.number().int().min(least).max(greatest);
    const seed = whole(0, 2 ** 31)
      .optional()
      .parse(values.seed);
    return {
      scenario,
      seed: seed ?? randomInt(2 ** 31),
      seconds: whole(10, 3_600).parse(values.seconds),
      agents: whole(1, 200).parse(values.agents),
      tasks: whole(20, 100_000).parse(values.tasks),
      runs: whole(1, 10_000).parse(values.runs),
      minutes: values.minutes === undefined ? null : whole(1, 240).parse(values.minutes),
      json: values.json,
    };
  } catch {
    process.stderr.write(`${USAGE}\n`);
    process.exit(1);
  }
}
