import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Bench } from './bench.ts';
import { machineFacts } from './machine.ts';
import { measureInterleaved, sideSeries } from './measure.ts';
import { type BenchReport, formatTable, rowsOf } from './report.ts';

/** Behind `npm run bench`. */
const SUFFIX = '.bench.ts';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const USAGE = `npm run bench -- NAME [--json] [--rounds N]

  NAME      one of: ${names.join(', ')}
  --json    prints one JSON object instead of a table
  --rounds  how often everything is measured; each bench has a default`;

const options = readOptions();
const say = (line: string) => void process.stderr.write(`${line}\n`);
const { default: bench } = (await import(`./${options.name}${SUFFIX}`)) as { default: Bench };
try {
  const report = await measure(bench, options.rounds ?? bench.rounds);
  process.stdout.write(`${options.json ? JSON.stringify(report) : formatTable(report)}\n`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function measure(chosen: Bench, rounds: number): Promise<BenchReport> {
  say(`${chosen.name}: ${chosen.what}`);
  const open = await chosen.open(say);
  const stop = closeOnSignal(() => open.close());
  try {
    const series = await measureInterleaved(open.subjects, {
      rounds,
      warmUpRounds: chosen.warmUpRounds ?? 0,
      onMeasured: (round, subject) => say(`round ${round + 1} of ${rounds}: ${subject}`),
    });
    const rows = rowsOf(chosen.metrics, [...series, ...sideSeries(open)], open.versus ?? null);
    return { bench: chosen.name, machine: machineFacts(), rows };
  } finally {
    stop();
    await open.close();
  }
}

/** Ctrl-C leaves nothing behind. @returns stops listening */
function closeOnSignal(close: () => Promise<void>): () => void {
  const end = () => void close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  };
}

function readOptions(): { name: string; json: boolean; rounds: number | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, rounds: { type: 'string' } },
    });
    const [name] = z.tuple([z.enum(names)]).parse(positionals);
    const rounds = z.coerce.number().int().min(1).max(1_000).optional().parse(values.rounds);
    return { name, json: values.json, rounds };
  } catch {
    process.stderr.write(`${USAGE}\n`);
    process.exit(1);
  }
}
